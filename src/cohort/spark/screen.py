"""`spinewatch screen` on Apache Spark: the same results from an export that is too large for one machine (docs/spark.md).

Spark reads, sorts and groups. What a line holds, what a chart says and what the results are is told by Spinewatch's own
processes, which every executor and the driver start: `screen-worker --scan`, `screen-worker --records`, `screen-finish`.
"""

import argparse
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
import zlib

from pyspark import StorageLevel
from pyspark.sql import SparkSession

# Beside this file, or wherever the cluster has put what came with --py-files.
sys.path.append(os.path.dirname(os.path.abspath(__file__)))

import screen_charts  # noqa: E402
import screen_export  # noqa: E402
import screen_worker  # noqa: E402
from screen_charts import READ, REPEAT, assess  # noqa: E402
from screen_export import Lines, Refused, file_system, plan, rows  # noqa: E402
from screen_worker import Worker, piped  # noqa: E402

PROBLEMS_LISTED = 1000
# Bytes of the export for each partition of charts; the command line has the last word.
PARTITION_BYTES = 64 * 1024 * 1024
GZIP_GROWTH = 8
RECORDS_AT_ONCE = 500


def arguments():
    parser = argparse.ArgumentParser(description="spinewatch screen on Apache Spark (docs/spark.md)")
    parser.add_argument("--input", required=True, help="folder of the export, on any Hadoop file system")
    parser.add_argument("--output", required=True, help="folder for results.ndjson, summary.json and report.html, on any")
    parser.add_argument("--as-of", required=True, help="YYYY-MM-DD; every machine must mean the same day")
    parser.add_argument("--each-visit", action="store_true")
    parser.add_argument("--tenant")
    parser.add_argument("--trials", help="a file that every machine has at this path")
    parser.add_argument("--config", help="a file that every machine has at this path")
    parser.add_argument("--labels", help="a file of the driver")
    parser.add_argument("--outcome-within")
    parser.add_argument("--partitions", type=int, help="of charts; the default is one for each 64 MiB of the export")
    parser.add_argument("--spinewatch", default="spinewatch", help="the command on every machine: `node app/bin/spinewatch.js`")
    return parser.parse_args()


def common(options):
    given = ["--as-of", options.as_of]
    if options.each_visit:
        given.append("--each-visit")
    for name in ("tenant", "trials", "config"):
        value = getattr(options, name)
        if value is not None:
            given += [f"--{name}", value]
    return given


# What the reading yields: (kind, place, rest), see src/cohort/spark/scan-lines.ts; C is the count of a stretch's lines.


def read(rows_of_task, files, command):
    lines = Lines(files)
    for item in piped(command, lines.of(rows_of_task)):
        yield item_of(item)
    for place, code in lines.problems:
        yield "X", place, code
    for (file, stretch), count in lines.counts.items():
        yield "C", (file, stretch), count


def item_of(item):
    kind, file, stretch, line, n, rest = item.split(b"\t", 5)
    place = (int(file), int(stretch), int(line), int(n))
    if kind == b"X":
        return "X", place, rest.decode()
    if kind == b"U":
        name, patient = rest.decode().split("\t")
        return "U", place, (name, patient)
    type_, key, patient, is_open, medication, entry = rest.split(b"\t", 5)
    return "R", place, (type_.decode(), key, patient.decode(), is_open == b"1", medication, entry)


def by_first(partitions):
    """Sorts within partitions by the key, of which the first part says the partition: as much memory as Spark allows it."""
    return lambda rdd: rdd.repartitionAndSortWithinPartitions(partitions, lambda key: partition_of(key[0]) % partitions)


def partition_of(text):
    return zlib.crc32(text.encode() if isinstance(text, str) else text)


def repeats(items):
    """(place, patient) of every resource whose type and id stand somewhere before."""
    last = None
    for (key, place), patient in items:
        if key == last:
            yield place, patient
        last = key


def pointed_to(items):
    """Medications, and those who have prescriptions that point to them; of one id the Medications come first."""
    own, entries, last = None, [], None
    for (medication, order, which), entry in items:
        if medication != own:
            own, entries, last = medication, [], None
        if order == 0:
            entries.append((which, entry))
        elif which != last:
            last = which
            for place, one in entries:
                yield (which, place, 1), ("M", (medication, one))


def records_of(spark, files, options):
    """Everything that is found in the export, and by partition the records of its patients."""
    command = shlex.split(options.spinewatch)
    given = common(options)
    scan = [*command, "screen-worker", "--scan", *given]
    work = [*command, "screen-worker", "--records", *given]
    every_visit = options.each_visit
    size = sum(file.size * (GZIP_GROWTH if file.gzip else 1) for file in files)
    partitions = options.partitions or max(spark.sparkContext.defaultParallelism, size // PARTITION_BYTES + 1)
    by = by_first(partitions)

    found = rows(spark, files).mapPartitions(lambda part: read(part, files, scan)).persist(StorageLevel.DISK_ONLY)
    resources = found.filter(lambda item: item[0] == "R")
    keyed = resources.filter(lambda item: item[2][1]).map(lambda item: ((item[2][1], item[1]), item[2][2]))
    repeated = by(keyed).mapPartitions(repeats)

    medications = resources.filter(lambda item: item[2][0] == "Medication" and item[2][4])
    wanted = resources.filter(lambda item: item[2][0] == "MedicationRequest" and item[2][4])
    joined = by(
        medications.map(lambda item: ((item[2][4], 0, item[1]), item[2][5])).union(
            wanted.map(lambda item: ((item[2][4], 1, item[2][2]), None))
        )
    ).mapPartitions(pointed_to)

    def resource_of(item):
        _, place, (type_, _, patient, is_open, medication, entry) = item
        return (patient, place, 1), ("R", (type_, is_open, medication, entry))

    def unread_of(item):
        _, place, (name, patient) = item
        return (patient, place, 1), ("U", name)

    items = spark.sparkContext.union(
        [
            resources.filter(lambda item: item[2][2]).map(resource_of),
            found.filter(lambda item: item[0] == "U").map(unread_of),
            repeated.filter(lambda one: one[1]).map(lambda one: ((one[1], one[0], 0), ("D", None))),
            joined,
        ]
    )
    records = by(items).mapPartitions(lambda part: assess(part, work, every_visit)).persist(StorageLevel.DISK_ONLY)
    problems = spark.sparkContext.union(
        [
            found.filter(lambda item: item[0] == "X").map(lambda item: (item[1], READ, item[2])),
            repeated.map(lambda one: (one[0], REPEAT, "duplicate-id")),
            records.filter(lambda one: one[0] == "problem").map(lambda one: one[1]),
        ]
    )
    return found, records.filter(lambda one: one[0] == "record"), problems


def found_in(files, found, problems, began):
    """What `screen-finish` is told of the reading. Memory: the stretches of the export, and the problems that are listed."""
    counts = found.filter(lambda item: item[0] == "C").map(lambda item: (item[1], item[2])).collect()
    if len(dict(counts)) < len(counts) or len({file for (file, _), _ in counts}) < len(files):
        raise RuntimeError("Spark has not read every file once")
    before, lines, last = {}, 0, None
    for (file, stretch), count in sorted(counts):
        if file != last:
            last, of_file = file, 0
        before[file, stretch] = of_file
        of_file += count
        lines += count
    # Of each code how many, and where the first of them stands: the order in which a run on one machine meets them.
    by_code = problems.map(lambda one: (one[2], (1, one[:2]))).reduceByKey(
        lambda a, b: (a[0] + b[0], min(a[1], b[1]))
    )
    codes = sorted(by_code.collect(), key=lambda one: one[1][1])
    listed = [
        {"file": files[file].name, "line": before.get((file, stretch), 0) + line + 1, "code": code}
        for (file, stretch, line, _), _, code in problems.takeOrdered(
            PROBLEMS_LISTED, key=lambda one: (one[0][:3], one[1], one[0][3])
        )
    ]
    return {
        "read": {"lines": lines, "bytes": sum(file.size for file in files)},
        "problems": listed,
        "problemsTotal": sum(count for _, (count, _) in codes),
        "problemsByCode": {code: count for code, (count, _) in codes},
        "seconds": time.monotonic() - began,
    }


def save_records(records, folder):
    """A file for each partition, one partition at a time."""

    def joined(number, part):
        held = []
        for _, record in part:
            held.append(record)
            if len(held) == RECORDS_AT_ONCE:
                yield number, b"".join(held)
                held = []
        yield number, b"".join(held)

    os.mkdir(folder)
    for number, lines in records.mapPartitionsWithIndex(joined).toLocalIterator(prefetchPartitions=True):
        with open(os.path.join(folder, f"{number:06}"), "ab") as file:
            file.write(lines)


def put(sc, local, output):
    """Each file whole or not at all."""
    fs_of, path_of = file_system(sc)
    folder = path_of(output)
    fs = fs_of(folder)
    fs.setWriteChecksum(False)
    fs.mkdirs(folder)
    for name in sorted(os.listdir(local)):
        half, whole = path_of(f"{output}/.{name}.half"), path_of(f"{output}/{name}")
        fs.copyFromLocalFile(False, True, path_of("file://" + os.path.join(local, name)), half)
        fs.delete(whole, False)
        if not fs.rename(half, whole):
            raise OSError(f"cannot write {name} to --output")


def main():
    began = time.monotonic()
    options = arguments()
    command = shlex.split(options.spinewatch)
    # Wrong use is told before a cluster is set to work.
    try:
        Worker([*command, "screen-worker", "--records", *common(options)]).close()
    except (OSError, RuntimeError) as error:
        print(f"spinewatch: {error}", file=sys.stderr)
        return 2
    spark = SparkSession.builder.appName("spinewatch screen").getOrCreate()
    sc = spark.sparkContext
    for module in (screen_charts, screen_export, screen_worker):
        sc.addPyFile(module.__file__)
    local = tempfile.mkdtemp(prefix="spinewatch-")
    try:
        files = plan(sc, options.input, options.output)
        found, records, problems = records_of(spark, files, options)
        save_records(records, os.path.join(local, "records"))
        with open(os.path.join(local, "found.json"), "w", encoding="utf-8") as file:
            json.dump(found_in(files, found, problems, began), file)
        finish = [*command, "screen-finish", *common(options)]
        for name in ("labels", "outcome_within"):
            value = getattr(options, name)
            if value is not None:
                finish += [f"--{name.replace('_', '-')}", value]
        made = os.path.join(local, "made")
        finish += ["--records", os.path.join(local, "records"), "--found", os.path.join(local, "found.json")]
        code = subprocess.run([*finish, "--output", made], stdout=subprocess.DEVNULL, check=False).returncode
        # 3: done, but lines were left out.
        if code not in (0, 3):
            return code
        put(sc, made, options.output)
        print(options.output)
        return code
    except Refused as error:
        print(f"spinewatch: {error}", file=sys.stderr)
        return 2
    finally:
        shutil.rmtree(local, ignore_errors=True)
        spark.stop()


if __name__ == "__main__":
    sys.exit(main())
