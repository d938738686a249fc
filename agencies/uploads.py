"""Uploads are bounded before they are read, whatever a form says later."""

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

MOST_BYTES = 12 * 1024 * 1024


class RefuseTooLarge(FileUploadHandler):
    """Ends a request whose files together are larger than any page takes, with a 400 in words."""

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        if content_length > MOST_BYTES:
            raise RequestDataTooBig("The upload is larger than any page takes.")

    def receive_data_chunk(self, raw_data, start):
        return raw_data

    def file_complete(self, file_size):
        return None
