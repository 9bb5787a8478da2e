"""Every screen that gets a picture, one entry each; screenshots.py takes them.

A stage is a state of affairs, made by the method of that name of a story (stories/), whose stages
follow each other in this order. Add an entry to the stage that shows your screen; if a
manual or a description shows it, name the file under `used`, and `make screenshots` puts it there.
"""

from pictures.myob import MYOB
from pictures.payroll import PAYROLL
from pictures.quickbooks import QUICKBOOKS
from pictures.xero import XERO

STORIES = (XERO, QUICKBOOKS, MYOB, PAYROLL)
SCREENS = [screen for stages in STORIES for some in stages.values() for screen in some]
