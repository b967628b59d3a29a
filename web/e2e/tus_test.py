"""Uploads with tuspy, an independent tus client, stopping once in the middle.

Arguments: address of /api/uploads, bearer token, path of a file, name in the drive.
Prints the address of the finished upload.
"""

import sys

from tusclient import client

CHUNK_BYTES = 1024 * 1024


def main() -> None:
    endpoint, token, path, name = sys.argv[1:]
    tus = client.TusClient(endpoint, headers={"Authorization": f"Bearer {token}"})

    first = tus.uploader(path, chunk_size=CHUNK_BYTES, metadata={"filename": name})
    first.upload_chunk()
    first.upload_chunk()

    second = tus.uploader(path, chunk_size=CHUNK_BYTES, url=first.url)
    if second.offset != 2 * CHUNK_BYTES:
        raise SystemExit(f"the server remembers {second.offset} bytes")
    second.upload()
    print(second.url)


main()
