"""The signature of a request, written from the gateway's documentation alone.

Reads one request a line: the key, the digest, `json` or `form`, and the body in hexadecimal digits. Writes for each the
signature that belongs to it and the one that it carries, and the signed text without the key, in hexadecimal digits.
"""

import base64
import hashlib
import json
import sys
import urllib.parse


def signed_values(body, kind):
    """The values to sign, in order, and the signature that came with them."""
    if kind == "form":
        members = dict(urllib.parse.parse_qsl(body, keep_blank_values=True, strict_parsing=True))
    else:
        # Numbers are signed as they are written.
        members = json.loads(body, parse_int=str, parse_float=str)
        members = members.get("request", members)
    signature = members.pop("signature")
    if members.get("version") == "2.0":
        json.loads(base64.b64decode(members["data"], validate=True))["order"]
        return [members["data"]], signature
    names = sorted(members, key=lambda name: name.encode())
    return [members[name] for name in names if members[name] != ""], signature


for line in sys.stdin:
    key, digest, kind, body = line.split(" ")
    values, signature = signed_values(bytes.fromhex(body).decode(), kind)
    text = "|".join(values)
    hashed = hashlib.new(digest, (key + "|" + text).encode()).hexdigest()
    print(hashed, signature, text.encode().hex())
