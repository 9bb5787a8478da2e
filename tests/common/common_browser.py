"""A real browser that stays for all tests of a class, so that what it has loaded need not be
loaded, and compiled, once for each page.
"""

from concurrent.futures import Future, wait
from unittest.mock import patch

from odoo.tests import HttpCase
from odoo.tests.common import ChromeBrowser

# Everything that a test could leave to the next, but for the files of the web client.
STORED = "cookies,local_storage,indexeddb,cache_storage,service_workers"


class KeptBrowser(ChromeBrowser):
    def begin(self, test_case, success_signal):
        self.test_case = test_case
        self._logger = test_case._logger
        self.success_signal = success_signal
        self._result = Future()
        self._responses.clear()
        self.had_failure = False
        origin = {"origin": test_case.base_url(), "storageTypes": STORED}
        self._websocket_request("Storage.clearDataForOrigin", params=origin)

    def stop(self):
        """Leave the page, and nothing of it open."""
        self._websocket_request("Page.stopLoading")
        wait(self._responses.values(), 10)
        self._result.cancel()
        self.navigate_to("about:blank", wait_stop=True)

    def quit(self):
        super().stop()


class BrowserCase(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.browser = None
        cls.startClassPatcher(patch("odoo.tests.common.ChromeBrowser", cls.take_browser))

    @classmethod
    def take_browser(cls, test_case, success_signal, **options):
        if not cls.browser:
            cls.browser = KeptBrowser(test_case, success_signal, **options)
            cls.addClassCleanup(cls.browser.quit)
        cls.browser.begin(test_case, success_signal)
        return cls.browser
