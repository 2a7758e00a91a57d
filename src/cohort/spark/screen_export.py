"""The files of an export on any Hadoop file system, as lines with their places.

A place is (file, stretch, line): the number of the file in the order of names, the byte its stretch begins at, and the line
within the stretch, from 0. Places sort as the export is written.
"""

import json
import re
import zlib
from collections import namedtuple
from urllib.parse import unquote

from pyspark.sql.functions import col

LARGEST_DOCUMENT = 256 * 1024 * 1024
LONGEST_LINE = 256 * 1024 * 1024
LOOKED_AT = 64 * 1024
CHUNK = 1024 * 1024

File = namedtuple("File", "name address size gzip document")


class Refused(Exception):
    """In words for whoever runs the job."""


def plan(sc, folder, output):
    """Every file below the folder but hidden, empty and own ones, in the order of names. Raises Refused."""
    fs_of, path_of = file_system(sc)
    root = path_of(folder)
    fs = fs_of(root)
    base = path_text(fs.makeQualified(root))
    own = path_text(fs_of(path_of(output)).makeQualified(path_of(output))) + "/"
    if not fs.exists(root):
        raise Refused("--input: no such folder")
    files = []
    listed = fs.listFiles(root, True)
    while listed.hasNext():
        status = listed.next()
        address = path_text(status.getPath())
        name = address[len(base) :].lstrip("/")
        if status.getLen() == 0 or address.startswith(own) or any(one.startswith(".") for one in name.split("/")):
            continue
        if any(one.startswith("_") for one in name.split("/")):
            raise Refused(f"--input: {name}: Spark hides what begins with _; rename it, or move it elsewhere")
        head = head_of(sc, fs, status)
        gzip = head[:2] == b"\x1f\x8b"
        document = status.getLen() <= LARGEST_DOCUMENT and is_document(unzipped(head) if gzip else head)
        files.append(File(name, address, status.getLen(), gzip, document))
    if not files:
        raise Refused("--input: no file to read")
    # As JavaScript sorts.
    return sorted(files, key=lambda file: file.name.encode("utf-16-be"))


def file_system(sc):
    """How a file system is found for a path, and how a path is made."""
    fs = sc._jvm.org.apache.hadoop.fs
    configuration = sc._jsc.hadoopConfiguration()
    return lambda path: path.getFileSystem(configuration), lambda text: fs.Path(text)


def path_text(path):
    return slashes(path.toString()).rstrip("/")


def slashes(text):
    """Spark and Hadoop write the same file: address with another number of slashes."""
    return re.sub(r"^file:/+", "file:/", text)


def head_of(sc, fs, status):
    stream = fs.open(status.getPath())
    try:
        return bytes(sc._jvm.org.apache.commons.io.IOUtils.toByteArray(stream, min(status.getLen(), LOOKED_AT)))
    finally:
        stream.close()


def unzipped(head):
    try:
        return zlib.decompressobj(31).decompress(head)
    except zlib.error:
        return b""


def is_document(head):
    """True where the first line ends in the middle of an object as a formatter breaks lines (scan/plan.ts)."""
    text = head.decode("utf-8", "replace").removeprefix("\ufeff").lstrip()
    first, newline, _ = text.partition("\n")
    return newline != "" and re.search(r"^[{\[].*[{\[,]\s*$|^[{\[]\s*$", first.strip()) is not None


def rows(spark, files):
    """The export as rows of bytes: a line of a plain file, or the whole of a gzip file or document.

    Plain files are read in stretches of `spark.sql.files.maxPartitionBytes`. The others cannot be: one task has each.
    """
    plain = [file.address for file in files if not (file.gzip or file.document)]
    whole = [file.address for file in files if file.gzip or file.document]
    parts = []
    if plain:
        # Only \n ends a line, as on one machine.
        lines = reader(spark, "text").option("lineSep", "\n").load(plain)
        place = [col("_metadata.file_path"), col("_metadata.file_block_start")]
        parts.append(lines.select(col("value").cast("binary"), *place).rdd.map(tuple))
    if whole:
        contents = reader(spark, "binaryFile").load(whole)
        parts.append(contents.select("content", col("_metadata.file_path")).rdd.map(lambda row: (*row, 0)))
    return spark.sparkContext.union(parts)


def reader(spark, kind):
    # A name may hold what would else be a pattern, or be a column.
    given = {"__globPaths__": "false", "recursiveFileLookup": "true", "ignoreCorruptFiles": "false"}
    return spark.read.format(kind).options(**given, ignoreMissingFiles="false")


class Lines:
    """The lines of a task's rows, for the worker that reads them; what was counted on the way stands in it afterwards."""

    def __init__(self, files):
        self._numbers = {file.address: number for number, file in enumerate(files)}
        self._files = files
        self.counts = {}
        # (place, code)
        self.problems = []

    def of(self, rows):
        for content, address, start in rows:
            number = self._numbers[slashes(unquote(address))]
            file = self._files[number]
            if not (file.gzip or file.document):
                yield from self._line(number, start, bytes(content))
                continue
            content = bytes(content)
            self.counts[number, 0] = 0
            document = self._document(file, content)
            if document is None:
                yield from self._all(number, file, content)
            else:
                yield from self._line(number, 0, document)

    def _line(self, number, start, text):
        line = self.counts.get((number, start), 0)
        self.counts[number, start] = line + 1
        if len(text) > LONGEST_LINE:
            self.problems.append(((number, start, line, 0), "malformed-line"))
        else:
            yield b"%d\t%d\t%d\t%b\n" % (number, start, line, text)

    def _document(self, file, content):
        """A document as one line; None where it is lines after all."""
        if not file.document:
            return None
        try:
            text = b"".join(gunzipped(content)) if file.gzip else content
            # No newline can stand within a string of JSON that is valid.
            strict_json(text)
            return text.replace(b"\n", b" ")
        except (ValueError, zlib.error, EOFError):
            return None

    def _all(self, number, file, content):
        rest = []
        try:
            for chunk in gunzipped(content) if file.gzip else [content]:
                first, *others = chunk.split(b"\n")
                rest.append(first)
                for one in others:
                    yield from self._line(number, 0, b"".join(rest))
                    rest = [one]
        except (zlib.error, EOFError):
            # What came before the break is used; the line that it cuts is no line.
            self.problems.append(((number, 0, self.counts[number, 0], 0), "broken-gzip"))
            return
        last = b"".join(rest)
        if last:
            yield from self._line(number, 0, last)


def gunzipped(content):
    """Chunk by chunk. Raises zlib.error where it is broken and EOFError where it ends before its end."""
    view = memoryview(content)
    while len(view) > 0:
        unzip = zlib.decompressobj(31)
        while not unzip.eof:
            if len(view) == 0:
                raise EOFError
            piece = view[:CHUNK]
            chunk = unzip.decompress(piece)
            view = view[len(piece) - len(unzip.unused_data) :]
            yield chunk
        # After a member comes another, or what is nobody's.
        if bytes(view[:2]) != b"\x1f\x8b":
            return


def strict_json(text):
    """The value of JSON as JavaScript reads it. Raises ValueError where it is none."""

    def refuse(name):
        raise ValueError(name)

    try:
        return json.loads(text.decode("utf-8", "replace").removeprefix("\ufeff"), parse_constant=refuse)
    except RecursionError as error:
        raise ValueError("nested too deep") from error
