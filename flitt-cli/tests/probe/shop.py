"""A small shop with the gateway's Python package, and at most one planted bug: `reads-json-only` or `ships-again`.

It asks the gateway for the status of an order at every callback, so what a callback says decides nothing.
"""

import json
import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from flittpayments import Api, Checkout, Order
from flittpayments.helpers import is_valid
from flittpayments.transport import BaseTransport, SyncTransport

BUG = sys.argv[1] if len(sys.argv) > 1 else ""
GATEWAY = os.environ["FLITT_BASE_URL"]
MERCHANT = os.environ["FLITT_MERCHANT_ID"]
KEY = os.environ["FLITT_PAYMENT_KEY"]
HOST, PORT = os.environ["SHOP_LISTEN"].split(":")
PRICE = 1000


class ToGateway(BaseTransport):
    """The package has the address of the gateway built in."""

    def __init__(self):
        self.inner = SyncTransport()

    def request(self, method, url, **rest):
        return self.inner.request(method, url.replace("https://pay.flitt.com", GATEWAY), **rest)


api = Api(merchant_id=int(MERCHANT), secret_key=KEY, transport=ToGateway())
lock = threading.Lock()
orders = {}


def create(order_id):
    orders[order_id] = {"shipped": 0, "refunded": 0}
    Checkout(api=api).url({
        "order_id": order_id,
        "order_desc": "Tea",
        "amount": PRICE,
        "currency": "GEL",
        "server_callback_url": f"http://{HOST}:{PORT}/callback",
    })


def fields_of(content_type, body):
    if "json" in content_type or BUG == "reads-json-only":
        return json.loads(body)
    return dict(parse_qsl(body, keep_blank_values=True))


def is_paid(order):
    info = json.loads(order["additional_info"] or "{}")
    return (
        order["order_status"] == "approved"
        and (order["tran_type"], order["merchant_id"]) == ("purchase", int(MERCHANT))
        and (order["amount"], order["currency"]) == (str(PRICE), "GEL")
        and (order["actual_amount"], order["actual_currency"]) == (str(PRICE), "GEL")
        and info.get("capture_status") in (None, "captured")
        and not info.get("is_test")
    )


def receive(content_type, body):
    received = fields_of(content_type, body)
    order_id = received.get("order_id")
    if order_id not in orders or not is_valid(received, KEY, "1.0"):
        return 400
    status = Order(api=api).status({"order_id": order_id})
    with lock:
        order = orders[order_id]
        if is_paid(status) and (order["shipped"] == 0 or (BUG == "ships-again" and status["reversal_amount"] == "0")):
            order["shipped"] += 1
        order["refunded"] = max(order["refunded"], int(status["reversal_amount"] or 0))
    return 200


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        address = urlsplit(self.path)
        body = self.rfile.read(int(self.headers["Content-Length"] or 0)).decode()
        try:
            if address.path == "/buy":
                create(dict(parse_qsl(address.query))["order"])
                self.respond(200)
            else:
                self.respond(receive(self.headers["Content-Type"], body))
        except Exception as error:  # whatever it is, the gateway has to repeat the callback
            self.respond(500, f"{type(error).__name__}\n")

    def do_GET(self):
        order = orders.get(dict(parse_qsl(urlsplit(self.path).query)).get("order"))
        if order is None:
            return self.respond(404)
        self.respond(200, f"shipped {order['shipped']}\nrefunded {order['refunded']}\n")

    def respond(self, status, text=""):
        self.send_response(status)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *parts):
        pass


ThreadingHTTPServer((HOST, int(PORT)), Handler).serve_forever()
