"""The yardstick: opens a .dpm as a plain Python script would, with C underneath every step, and prints its digest.

usage: yardstick.py FILE [PASSPHRASE]
"""

import base64
import hashlib
import json
import sqlite3
import sys
import time

import zstandard
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

stages = {}
began = time.perf_counter()


def lap(stage):
    global began
    now = time.perf_counter()
    stages[stage] = round(1000 * (now - began), 1)
    began = now


def field(value):
    return "None" if value is None else str(value)


with open(sys.argv[1], "rb") as file:
    data = file.read()
lap("read")

if data[:4] == b"DPME":
    length = int.from_bytes(data[4:8], "little")
    raw_header = data[8 : 8 + length]
    header = json.loads(raw_header)
    kdf = header["kdf_params"]
    salt = base64.b64decode(kdf["salt"])
    key = Scrypt(salt=salt, length=32, n=kdf["n"], r=kdf["r"], p=kdf["p"]).derive(sys.argv[2].encode())
    lap("unlock")
    data = AESGCM(key).decrypt(base64.b64decode(header["iv"]), data[8 + length :], raw_header)
    lap("decrypt")

if data[:4] == b"\x28\xb5\x2f\xfd":
    data = zstandard.ZstdDecompressor().decompressobj().decompress(data)
    lap("decompress")

connection = sqlite3.connect(":memory:")
connection.deserialize(data)
digest = hashlib.sha256()
tables = []
for name, rows, version in connection.execute("SELECT entity_type, row_count, schema_version FROM _entities ORDER BY entity_type"):
    digest.update(f"_entities|{name}|{rows}|{version}\n".encode())
    tables.append(name)
columns = "canonical_uuid, source_id, source_system, payload, raw_source_data"
for name in tables:
    for row in connection.execute(f'SELECT {columns} FROM "{name}" ORDER BY canonical_uuid'):
        digest.update((name + "|" + "|".join(map(field, row)) + "\n").encode())
for row in connection.execute("SELECT canonical_uuid, parent_entity_type, parent_canonical_uuid, relative_path, declared_size_bytes, sha256, mime_hint FROM _files ORDER BY canonical_uuid"):
    digest.update(("_files|" + "|".join(map(field, row)) + "\n").encode())
for row in connection.execute("SELECT id, entity_type, source_id, severity, code, message, raw_data FROM _warnings ORDER BY id"):
    digest.update(("_warnings|" + "|".join(map(field, row)) + "\n").encode())
lap("verify")

print(json.dumps({"digest": digest.hexdigest(), "stages": stages, "seconds": round(sum(stages.values()) / 1000, 3)}))
