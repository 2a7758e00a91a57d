"""Signs the calls of a run against a tenant that asks for a token: one token for each call, made by the script."""

import datetime
import os
import re
import urllib.parse
import urllib.request

import schemathesis

PATIENT = re.compile(r"^(?:Patient/)?([A-Za-z0-9.-]{1,64})(?:/_history/.*)?$")

FINDINGS = (
    ("254837009", "Malignant neoplasm of breast"),
    ("279039007", "Low back pain"),
)


def condition(code, display):
    coding = {"system": "http://snomed.info/sct", "code": code, "display": display}
    status = {"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}
    resource = {
        "resourceType": "Condition",
        "id": f"c{code}",
        "clinicalStatus": {"coding": [status]},
        "code": {"coding": [coding]},
        "onsetDateTime": datetime.date.today().isoformat(),
    }
    return {"resource": resource, "search": {"mode": "match"}}


def read_by_a_page(body):
    """A chart that a page has read: of the server that the script configures, about its own patient."""
    match = PATIENT.match(body["patientId"]) if isinstance(body.get("patientId"), str) else None
    if match is None:
        return body
    patient = {"resourceType": "Patient", "id": match.group(1), "birthDate": "1950-01-01"}
    found = [condition(*one) for one in FINDINGS]
    inputs = {
        "conditions": {"state": "present", "entries": found},
        **body["inputs"],
        "patient": {"state": "present", "entries": [{"resource": patient}]},
    }
    return {**body, "iss": "https://ehr.example/fhir", "inputs": inputs}


@schemathesis.hook
def map_body(context, body):
    """Gives a call its Patient and a list of conditions, else nearly all would end as 412. Wrong things stay wrong."""
    if isinstance(body, dict) and isinstance(body.get("iss"), str) and isinstance(body.get("inputs"), dict):
        return read_by_a_page(body)
    if not isinstance(body, dict) or not isinstance(body.get("context"), dict):
        return body
    named = body["context"].get("patientId")
    match = PATIENT.match(named) if isinstance(named, str) else None
    prefetch = body.get("prefetch", {})
    if match is None or not isinstance(prefetch, dict):
        return body
    patient = {"resourceType": "Patient", "id": match.group(1), "birthDate": "1950-01-01"}
    # About one chart in two gets a card.
    found = [condition(*one) for one in FINDINGS] if len(match.group(1)) % 2 else []
    conditions = {"resourceType": "Bundle", "type": "searchset", "total": len(found), "entry": found}
    return {**body, "prefetch": {"patient": patient, "conditions": conditions, **prefetch}}


MINT = os.environ.get("SPINEWATCH_MINT")

if MINT:

    @schemathesis.auth(refresh_interval=None)
    class OneTokenACall:
        def get(self, case, ctx):
            query = urllib.parse.urlencode({"path": case.operation.path})
            with urllib.request.urlopen(f"{MINT}?{query}", timeout=10) as answer:
                return answer.read().decode()

        def set(self, case, data, ctx):
            case.headers = case.headers or {}
            case.headers["Authorization"] = f"Bearer {data}"
