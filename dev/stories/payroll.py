"""A firm whose timesheets go to Xero Payroll."""

from demo_payroll import LATE, Walk
from kit.systems import get_payrolls

from .story import Story


class PayrollStory(Story):
    """Two weeks of four employees, and hours that come when all is sent."""

    def lists_pulled(self):
        self.walk = Walk(self.person, get_payrolls()["NZ"](), self.stand_in, self.company_id)
        self.walk.work()
        self.walk.connect()
        self.walk.pull()
        self.kept["interface"] = self.walk.interface_id

    def hours_looked_at(self):
        self.walk.match()
        self.walk.look()
        self.kept["period"] = self.walk.periods[0]

    def hours_sent(self):
        self.walk.send()
        sheets = self.walk.read()
        self.kept["sheet"] = sheets[0]["id"]

    def hours_came_late(self):
        self.walk.lay_out()
        name, day, _hours = LATE
        [self.kept["period"]] = [
            sheet["period_id"][0]
            for sheet in self.person.search_read(
                "acct.link.pay.sheet",
                [["employee_name", "=", name], ["start", "<=", str(day)], ["end", ">=", str(day)]],
                ["period_id"],
            )
        ]
