"""Forms (表单): the form-js schema read, rendered and validated on the server. Conditions are FEEL."""

from forms.compare import Change, compare
from forms.errors import FormError, FormUnreadable
from forms.field import Field, Form
from forms.form import Reading, read_form
from forms.json_schema import to_json_schema
from forms.prefill import Shared, asked_once, facts, prefill, shared
from forms.render import render
from forms.rows import asks_to_redraw, redrawn
from forms.validate import FieldError, Submission, validate, validate_json
from forms.values import Upload, Value

__all__ = [
    "Change",
    "Field",
    "FieldError",
    "Form",
    "FormError",
    "FormUnreadable",
    "Reading",
    "Shared",
    "Submission",
    "Upload",
    "Value",
    "asked_once",
    "asks_to_redraw",
    "compare",
    "facts",
    "prefill",
    "read_form",
    "redrawn",
    "render",
    "shared",
    "to_json_schema",
    "validate",
    "validate_json",
]
