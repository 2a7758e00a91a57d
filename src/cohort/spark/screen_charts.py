"""What was read, sorted by patient, to charts and their records: the counterpart of src/cohort/run."""

import json
from itertools import groupby

from screen_export import strict_json
from screen_worker import AHEAD, AHEAD_BYTES, Worker

LARGEST_CHART = 200 * 1024 * 1024
UNREAD = "urn:spinewatch:unread"

# Of two problems of one line the one that the reading sees first.
READ, ORPHAN, REPEAT, LOST = range(4)

INPUTS = {
    "Patient": "patient",
    "Condition": "conditions",
    "Observation": "observations",
    "Encounter": "encounters",
    "MedicationRequest": "medications",
    "Procedure": "procedures",
    "DiagnosticReport": "reports",
    "ServiceRequest": "orders",
    "CarePlan": "carePlans",
}


class Chart:
    """The items of one patient, in the order of the export, to a Bundle or to the record of a failure."""

    def __init__(self, patient, every_visit):
        self.patient = patient
        self.first = None
        self.problems = []
        self._every_visit = every_visit
        self._entries = []
        self._medications = []
        self._person = None
        self._unread = set()
        self._has_patient = False
        self._is_open = False
        self._size = 0
        self._repeat = None

    def add(self, place, kind, rest):
        if kind == "D":
            self._repeat = place
        elif kind == "U":
            self.first = self.first or place
            self._unread.add(rest)
            self._is_open = True
            self._has_patient |= rest == "patient"
        elif kind == "M":
            self._keep(("Medication", place, *rest))
        else:
            self._resource(place, *rest)

    def _resource(self, place, type_, is_open, medication, entry):
        # A repeat is not used, but it was read: it tells as much.
        self._is_open |= is_open
        self._has_patient |= type_ == "Patient"
        if place == self._repeat:
            return
        self.first = self.first or place
        if type_ != "Patient":
            self._keep((type_, place, medication, entry))
        elif self._person is None and self._reads("Patient", place, entry):
            self._person = entry

    def _keep(self, one):
        self._size += len(one[3])
        if self._size > LARGEST_CHART:
            # No more of it is held; `answer` says so.
            self._entries = [(*one[:3], b"") for one in self._entries]
            one = (*one[:3], b"")
        self._entries.append(one)

    def _reads(self, type_, place, entry):
        """False for a line that only looked whole: then the chart is not."""
        try:
            strict_json(entry)
            return True
        except ValueError:
            self.problems.append((place, READ, "malformed-line"))
            self._unread.add(INPUTS.get(type_, "medications"))
            return False

    def answer(self):
        """(line, None) for a worker, (None, error) for a patient that failed, None for nobody."""
        own = [one for one in self._entries if one[0] != "Medication"]
        if not self._has_patient:
            firsts = {}
            for _, place, _, _ in own:
                firsts.setdefault(place[0], place)
            self.problems += [(place, ORPHAN, "no-patient") for place in firsts.values()]
            return (None, "no-patient") if own or self._unread else None
        kept = [one for one in own if self._is_open or self._every_visit and one[0] == "Encounter"]
        pointed = {medication for type_, _, medication, _ in kept if type_ == "MedicationRequest"}
        if pointed:
            kept = [one for one in self._entries if one[0] != "Medication" or one[2] in pointed]
        self._entries = []
        if kept and self._size > LARGEST_CHART:
            return (None, "chart-too-large")
        entries = [entry for type_, place, _, entry in kept if self._reads(type_, place, entry)]
        return (self._bundle(entries), None)

    def _bundle(self, entries):
        head = {"resourceType": "Bundle", "id": self.patient}
        if self._unread:
            head["meta"] = {"tag": [{"system": UNREAD, "code": one} for one in sorted(self._unread)]}
        head["type"] = "collection"
        person = [self._person] if self._person else []
        return b'%b,"entry":[%b]}\n' % (compact(head)[:-1], b",".join(person + entries))


def compact(value):
    return json.dumps(value, separators=(",", ":")).encode()


def charts(items, every_visit):
    """Charts from items ((patient, place, order), (kind, rest)) that are sorted."""
    for patient, own in groupby(items, key=lambda item: item[0][0]):
        chart = Chart(patient, every_visit)
        for (_, place, _), (kind, rest) in own:
            chart.add(place, kind, rest)
        yield chart


def assess(items, command, every_visit):
    """("record", bytes) and ("problem", (place, rank, code)), records in the order of patients."""
    worker = None
    waiting = []
    size = 0

    def answered():
        nonlocal worker
        lines = [line for _, line, _ in waiting if line is not None]
        if lines and worker is None:
            worker = Worker(command)
        records = iter(worker.records(lines) if lines else [])
        for chart, line, error in waiting:
            record = next(records) if line is not None else None
            if line is not None and record is None:
                error = "worker-lost"
                chart.problems.append((chart.first, LOST, error))
            failed = compact({"patient": chart.patient, "assessed": [], "error": error}) + b"\n"
            yield "record", failed if record is None else record
            for problem in chart.problems:
                yield "problem", problem

    try:
        for chart in charts(items, every_visit):
            answer = chart.answer()
            if answer is None:
                continue
            waiting.append((chart, *answer))
            size += len(answer[0] or b"")
            if len(waiting) >= AHEAD or size >= AHEAD_BYTES:
                yield from answered()
                waiting, size = [], 0
        yield from answered()
    finally:
        if worker is not None:
            worker.close()
