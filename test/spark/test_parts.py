"""The parts of the Spark job that need no Spark."""

import json
import os
import sys
import unittest
from unittest.mock import patch

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../src/cohort/spark"))

import screen_charts  # noqa: E402
from screen_charts import Chart  # noqa: E402
from screen_worker import Worker, piped  # noqa: E402

PATIENT = b'{"resource":{"resourceType":"Patient","id":"p"}}'


def chart(*resources, every_visit=False):
    made = Chart("p", every_visit)
    for line, (type_, is_open, entry) in enumerate(resources):
        made.add((0, 0, line, 0), "R", (type_, is_open, b"", entry))
    return made


class Charts(unittest.TestCase):
    def test_a_line_that_only_looked_whole_leaves_the_rest_of_the_chart(self):
        made = chart(("Patient", False, PATIENT), ("Condition", True, b'{"resource":{"a":1}}'), ("Observation", False, b'{"resource":{oops}}'))
        line, error = made.answer()
        self.assertIsNone(error)
        bundle = json.loads(line)
        self.assertEqual(len(bundle["entry"]), 2)
        self.assertEqual(bundle["meta"]["tag"], [{"system": "urn:spinewatch:unread", "code": "observations"}])
        self.assertEqual([code for _, _, code in made.problems], ["malformed-line"])

    def test_a_chart_too_large_is_not_held(self):
        with patch.object(screen_charts, "LARGEST_CHART", 100):
            made = chart(("Patient", False, PATIENT), *[("Condition", True, b"[%d]" % (10**40))] * 5)
            self.assertLess(sum(len(one[3]) for one in made._entries), 100)
            self.assertEqual(made.answer(), (None, "chart-too-large"))

    def test_a_chart_that_nothing_opens_is_its_patient(self):
        line, _ = chart(("Patient", False, PATIENT), ("Observation", False, b'{"resource":{}}')).answer()
        self.assertEqual(len(json.loads(line)["entry"]), 1)


class Processes(unittest.TestCase):
    def test_lines_that_cannot_be_made_are_no_end_of_them(self):
        def lines():
            yield b"a\n"
            raise OSError("the disk")

        with self.assertRaisesRegex(OSError, "the disk"):
            list(piped(["cat"], lines()))

    def test_a_process_that_fails_is_no_end_of_its_output(self):
        with self.assertRaisesRegex(RuntimeError, "ended with 4"):
            list(piped(["sh", "-c", "cat; exit 4"], [b"a\n"]))

    def test_a_worker_that_cannot_start_is_no_worker_that_was_lost(self):
        with self.assertRaisesRegex(RuntimeError, "does not start"):
            Worker(["sh", "-c", "exit 2"])

    def test_a_chart_that_ends_its_worker_costs_no_other(self):
        # Answers each line with itself, and ends at `x`.
        worker = Worker(["sh", "-c", 'while read -r line; do [ "$line" = x ] && exit 1; echo "$line"; done'])
        records = worker.records([b"a\n", b"x\n", b"b\n", b"x\n"])
        worker.close()
        self.assertEqual(records, [b"a\n", None, b"b\n", None])


if __name__ == "__main__":
    unittest.main()
