"""Prints the nanoseconds that the gateway's Python package takes from plain values to signed bytes, building included. The
request is kept where it would go to the network, and nothing responds."""

import json
import os
import time

from flittpayments import Api, Checkout
from flittpayments.transport import BaseTransport


class Sent(Exception):
    """The request is ready."""


class Keep(BaseTransport):
    body = None

    def request(self, method, url, data=None, **rest):
        self.body = data
        raise Sent


keep = Keep()
checkout = Checkout(api=Api(merchant_id=1396424, secret_key="test", transport=keep))


def once():
    try:
        checkout.url(
            {
                "order_id": "test_order_id_132412412",
                "order_desc": "Test order",
                "amount": 10025,
                "currency": "GEL",
                "response_url": "https://example.com/thankyoupage",
                "server_callback_url": "https://example.com/api/callback",
                "version": "1.0.1",
            }
        )
    except Sent:
        pass


def many(repeats):
    begun = time.perf_counter_ns()
    for _ in range(repeats):
        once()
    return time.perf_counter_ns() - begun


once()
assert json.loads(keep.body)["request"]["signature"] == os.environ["SIGNATURE"], keep.body
repeats = int(os.environ["REPEATS"])
many(repeats // 10)
print(round(many(repeats) / repeats))
