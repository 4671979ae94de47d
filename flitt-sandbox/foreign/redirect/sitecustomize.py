"""Sends the requests of the Python package, which are for the gateway's own host, to the sandbox."""

import os

import requests

GATEWAY = "https://pay.flitt.com"
original = requests.Session.request


def redirected(self, method, url, headers=None, **rest):
    headers = {**(headers or {}), "Host": "pay.flitt.com"}
    return original(self, method, url.replace(GATEWAY, os.environ["FLITT_BASE_URL"]), headers=headers, **rest)


requests.Session.request = redirected
