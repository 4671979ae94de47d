"""Creates an order in the sandbox with the client generated from the OpenAPI document, and requests its status.

Usage: create_order.py FOLDER_OF_THE_CLIENT ADDRESS_OF_THE_SANDBOX
"""

import hashlib
import sys

sys.path.insert(0, sys.argv[1])

from flitt_api import Client  # noqa: E402
from flitt_api.api.default import checkout_url, order_status  # noqa: E402
from flitt_api.models import (  # noqa: E402
    CheckoutUrlRequest,
    CheckoutUrlRequestRequest,
    OrderStatusRequest,
    OrderStatusRequestRequest,
)

MERCHANT, KEY = 1549901, "test"


def signed(request):
    """Signs a request as the description of the document specifies."""
    values = request.to_dict()
    texts = [str(values[name]) for name in sorted(values) if name != "signature" and str(values[name]) != ""]
    request.signature = hashlib.sha1("|".join([KEY, *texts]).encode()).hexdigest()
    return request


client = Client(base_url=sys.argv[2])

order = CheckoutUrlRequestRequest(
    order_id="from-python-1",
    merchant_id=MERCHANT,
    order_desc="Two cups & a plate, ჩაი",
    amount=1020,
    currency="GEL",
    signature="",
)
created = checkout_url.sync(client=client, body=CheckoutUrlRequest(request=signed(order)))
address = created.response.checkout_url
assert address.startswith(sys.argv[2]), address
print("created:", address)

status_request = OrderStatusRequestRequest(order_id="from-python-1", merchant_id=MERCHANT, signature="")
status = order_status.sync(client=client, body=OrderStatusRequest(request=signed(status_request)))
assert status.response.order_status == "created", status
assert str(status.response.amount) == "1020", status
print("status:", status.response.order_status)

order.order_id, order.signature = "from-python-2", "0" * 40
rejected = checkout_url.sync(client=client, body=CheckoutUrlRequest(request=order))
assert int(rejected.response.error_code) == 1014, rejected
print("rejected as expected:", rejected.response.error_code)
