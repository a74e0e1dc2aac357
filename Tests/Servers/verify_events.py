#!/usr/bin/env python3
"""Verifies events as a receiver does, with the packages of PyPI that receivers use: standardwebhooks, cryptography, cloudevents and
jsonschema.

On standard input a JSON list of {headers, body (base64)}. Arguments: the shared secret, the public key (whpk_…) or -, the folder
of the schemas. Prints `verified N`, or what does not hold.
"""
import base64
import json
import sys

import jsonschema
from cloudevents.http import from_http
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from standardwebhooks.webhooks import Webhook, WebhookVerificationError


def main():
    secret, public, folder = sys.argv[1:]
    count = 0
    for entry in json.load(sys.stdin):
        headers, body = entry["headers"], base64.b64decode(entry["body"])
        event = Webhook(secret).verify(body.decode(), headers)
        for altered in (body + b" ", body[:-1]):
            try:
                Webhook(secret).verify(altered.decode(), headers)
                sys.exit("an altered body was taken")
            except WebhookVerificationError:
                pass
        if public != "-":
            signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
            own = [part.split(",", 1)[1] for part in headers["webhook-signature"].split(" ") if part.startswith("v1a,")]
            key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public.removeprefix("whpk_")))
            key.verify(base64.b64decode(own[0]), signed)
        parsed = from_http(headers, body)
        assert parsed["id"] == headers["webhook-id"] and parsed["specversion"] == "1.0", parsed
        with open(f"{folder}/{event['type']}.schema.json", encoding="utf-8") as file:
            schema = json.load(file)
        jsonschema.Draft202012Validator.check_schema(schema)
        jsonschema.validate(event, schema)
        count += 1
    print(f"verified {count}")


if __name__ == "__main__":
    main()
