"""即办件: what is decided on the spot waits for nobody (即时办理制, C10). Pure."""

from engine.cases.terms import Terms
from engine.refusal import Refusal

RULE = "即时办理制（本系统规则）"


def refuse_on_the_spot(terms: Terms, what: str) -> Refusal | None:
    """Why an act that would make the applicant wait is not open to an instant matter; None for any other matter."""
    if not terms.is_instant:
        return None
    name = terms.model.matter.name
    return Refusal(
        "instant", f"“{name}”是即办件，{what}。", RULE, "请当场作出结论；确需等待的，请改革办把事项改为承诺件。"
    )
