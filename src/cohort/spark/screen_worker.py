"""The processes of Spinewatch that a task of Spark pipes through."""

import subprocess
import threading

# Charts, and bytes of them, that are sent before their answers are read.
AHEAD = 64
AHEAD_BYTES = 8 * 1024 * 1024


def piped(command, lines):
    """What a process says to these lines, line by line, without the newlines.

    Raises where the lines cannot be made, and where the process does not end with 0: nothing is left out in silence.
    """
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    failure = []

    def feed():
        try:
            with process.stdin as stdin:
                for line in lines:
                    stdin.write(line)
        except BrokenPipeError:
            pass  # Its exit code tells.
        except BaseException as error:  # Of this thread; raised below, in the task's own.
            failure.append(error)

    feeder = threading.Thread(target=feed, daemon=True)
    feeder.start()
    try:
        for line in process.stdout:
            yield line[:-1]
        feeder.join()
        if failure:
            raise failure[0]
        code = process.wait()
        if code != 0:
            raise RuntimeError(f"{command[0]} ended with {code}")
    finally:
        process.kill()
        process.wait()


class Worker:
    """One `screen-worker --records`: a record for every chart, whatever happens to the process.

    Answers come in the order of the charts, so that only the first without one can be what ended the process. It is tried
    once more, alone; a chart that two processes end at has the error `worker-lost`, as in a run on one machine.
    """

    def __init__(self, command):
        self._command = command
        self._start()

    def _start(self):
        self._process = subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        # A process that cannot start must not look like charts that end it.
        if len(self._ask([b"{}\n"])) != 1:
            code = self._process.wait()
            raise RuntimeError(f"{' '.join(self._command)} does not start (exit {code})")

    def _ask(self, lines):
        process = self._process

        def feed():
            try:
                for line in lines:
                    process.stdin.write(line)
                process.stdin.flush()
            except (BrokenPipeError, ValueError):
                pass  # Fewer answers tell.

        feeder = threading.Thread(target=feed, daemon=True)
        feeder.start()
        answers = []
        while len(answers) < len(lines):
            answer = process.stdout.readline()
            if not answer.endswith(b"\n"):
                break
            answers.append(answer)
        if len(answers) < len(lines):
            self.close()
        feeder.join()
        return answers

    def records(self, lines):
        """A record for each line, or None where two processes ended at it."""
        records = []
        alone = False
        while len(records) < len(lines):
            asked = lines[len(records) :]
            if alone:
                asked = asked[:1]
            answers = self._ask(asked)
            records.extend(answers)
            died = len(answers) < len(asked)
            if died:
                self._start()
                if alone:
                    records.append(None)
            alone = died and not alone
        return records

    def close(self):
        """The process ends when it has read everything."""
        try:
            self._process.stdin.close()
        except BrokenPipeError:
            pass
        self._process.stdout.close()
        self._process.wait()
