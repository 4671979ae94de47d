"""The gateway's Python package against the sandbox, in each of its formats."""

import json
import os
import time
import urllib.parse
import urllib.request
import uuid

from flittpayments import Api, Checkout, Order, Payment
from flittpayments.exceptions import ResponseError
from flittpayments.transport import BaseTransport, SyncTransport

BASE_URL = os.environ["FLITT_BASE_URL"]
CARD = "4444555511116666"


class ToSandbox(BaseTransport):
    """Redirects requests from the gateway to the sandbox."""

    def __init__(self):
        self.inner = SyncTransport()

    def request(self, method, url, **rest):
        return self.inner.request(method, url.replace("https://pay.flitt.com", BASE_URL), **rest)


def api(**options):
    return Api(merchant_id=1549901, secret_key="test", transport=ToSandbox(), **options)


def pay(checkout_url):
    """Pays like a payer on the checkout page."""
    token = urllib.parse.parse_qs(urllib.parse.urlsplit(checkout_url).query)["token"][0]
    form = urllib.parse.urlencode({"token": token, "card_number": CARD}).encode()
    with urllib.request.urlopen(BASE_URL + "/pay", form) as response:
        assert b"approved" in response.read()


def order_of(response):
    """The parameters of a response, also in protocol 2.0."""
    return json.loads(response["data"])["order"] if "data" in response else response


def check(name, **options):
    gateway = api(**options)
    order_id = str(uuid.uuid4())
    data = {"order_id": order_id, "order_desc": "Tea", "currency": "GEL", "amount": 1000, "preauth": "Y"}
    created = order_of(Checkout(api=gateway).url(dict(data)))
    pay(created["checkout_url"])
    named = {"order_id": order_id}
    sums = {**named, "currency": "GEL"}
    status = order_of(Order(api=gateway).status(dict(named)))
    assert (status["order_status"], status["amount"]) == ("approved", "1000"), status
    captured = order_of(Order(api=gateway).capture({**sums, "amount": 800}))
    assert captured["capture_status"] == "captured", captured
    reversed_part = order_of(Order(api=gateway).reverse({**sums, "amount": 300, "comment": "Cold"}))
    assert (reversed_part["reverse_status"], reversed_part["reversal_amount"]) == ("approved", "300"), reversed_part
    status = order_of(Order(api=gateway).status(dict(named)))
    assert status["reversal_amount"] == "300", status
    try:
        Checkout(api=gateway).url(dict(data))
        raise AssertionError("a second order of the same name was accepted")
    except ResponseError as error:
        assert "1013" in str(error), error
    print(f"python, {name}: created, read, captured, reversed")


def subscription():
    gateway = api(api_protocol="2.0")
    order_id = str(uuid.uuid4())
    plan = {"every": 1, "amount": 500, "period": "month", "start_time": "2030-01-31", "readonly": "y", "state": "y"}
    order = {"order_id": order_id, "order_desc": "Tea", "currency": "GEL", "amount": 1000, "recurring_data": plan}
    pay(order_of(Checkout(api=gateway).subscription(order))["checkout_url"])
    stopped = order_of(Checkout(api=gateway).subscription_stop(order_id))
    assert stopped["status"] == "disabled", stopped
    print("python, protocol 2.0: subscribed, stopped")


def split():
    gateway = api(api_protocol="2.0")
    order_id = str(uuid.uuid4())
    order = {"order_id": order_id, "order_desc": "Tea", "currency": "GEL", "amount": 300}
    pay(order_of(Checkout(api=gateway).url(order))["checkout_url"])
    shares = ((500001, 100), (600001, 200))
    receiver = [{"type": "merchant", "requisites": {"merchant_id": name, "amount": sum}} for name, sum in shares]
    data = {"operation_id": order_id, "amount": 300, "currency": "GEL", "order_desc": "Parts", "receiver": receiver}
    settled = order_of(Order(api=gateway).settlement(data))
    assert settled["order_status"] == "created", settled
    # It is judged later: `run` speeds the clock up.
    for _ in range(50):
        status = order_of(Order(api=gateway).status({"order_id": settled["order_id"]}))
        if status["order_status"] != "created":
            break
        time.sleep(0.1)
    assert status["order_status"] == "approved", status
    print("python, protocol 2.0: split")


check("JSON")
check("forms", request_type="form")
check("protocol 2.0", api_protocol="2.0")
subscription()
split()
