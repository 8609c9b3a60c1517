"""Limits beside the decision: dispatch of staff, remedies, later check, complaints, ratings. Each with its source."""

from engine.legal_clock.limit import Limit, Start
from engine.legal_clock.unit import Unit
from engine.refusal import OWN_RULE

DISPATCH = Limit(5, Unit.WORKING_DAY, "《行政许可法》第五十五条第二款")
"""Two or more people are sent to inspect, test or quarantine, from acceptance."""
REVIEW_BEFORE_REPORTING = Limit(20, Unit.WORKING_DAY, "《行政许可法》第四十三条")
"""The lower body's own review, from its acceptance."""
RECONSIDERATION = Limit(60, Unit.NATURAL_DAY, "《行政复议法》第二十条", Start.DECIDED)
"""行政复议: the person's period, from knowing of the decision."""
LAWSUIT = Limit(6, Unit.MONTH, "《行政诉讼法》第四十六条", Start.DECIDED)
"""行政诉讼: the person's period, from knowing of the decision."""
PLEDGE_CHECK = Limit(2, Unit.MONTH, OWN_RULE, Start.DECIDED)
"""核查 after a decision on a pledge (告知承诺); no national number of days is known."""
RATING_RECTIFICATION = Limit(15, Unit.WORKING_DAY, OWN_RULE)
"""差评整改 to the answer; local rules say 5, 7 or 15."""
RATING_CALL_BACK = Limit(1, Unit.WORKING_DAY, OWN_RULE)
"""差评回访."""
CARD_ANSWER = Limit(3, Unit.WORKING_DAY, OWN_RULE)
"""说明 or 整改 after a card."""
COMPLAINT_REPLY = Limit(5, Unit.WORKING_DAY, OWN_RULE)
"""Whether a complaint is taken up."""
STAFF_REPLACEMENT = Limit(10, Unit.NATURAL_DAY, OWN_RULE)
"""调换 of a person found unfit, from the notice."""
