from django.test import Client


class CheapClient(Client):
    """Sends and receives as usual, and keeps no copy of what the pages were made from."""

    def __init__(self, of: Client | None = None):
        super().__init__(raise_request_exception=False)
        if of:
            self.cookies = of.cookies

    def request(self, **request):
        return self.handler(self._base_environ(**request))
