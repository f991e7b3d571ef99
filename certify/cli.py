"""The command line: verdict first on stdout, diagnostics on stderr, exit codes 0 to 3.

0 certified or accepted; 1 not certified, undecided or rejected; 2 bad input; 3 an internal error.
Nothing but the standard library is imported before a subcommand needs it.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from certify import __version__, checker
from certify.errors import BadInput, CertifyError, Rejected, Undecided

if TYPE_CHECKING:
    from certify.certificate import Certificate
    from certify.symbolic import Script


BEST = "best"
"""For --k: the steepness with the least error."""


class _Parser(argparse.ArgumentParser):
    """An ArgumentParser whose errors are one line, and for which ``-1e-3`` and ``-x^2`` are values."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self._negative_number_matcher = re.compile(r"-+([0-9.(x]|[a-z0-9]+\()")

    def error(self, message: str) -> NoReturn:
        raise BadInput(f"{message} (see {self.prog} --help)")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="certify",
        description="Certificates that a sum of sigmoids approximates a ReLU, a function of one "
        "variable or a ReLU network.",
        epilog="Exit codes: 0 certified or accepted, 1 not certified, undecided or rejected, "
        "2 bad input, 3 internal error.",
    )
    parser.add_argument("--version", action="version", version=f"certify {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)

    def command(name: str, text: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=text, description=text)

    def claim(sub: argparse.ArgumentParser, default: str, constructions: str) -> None:
        sub.add_argument("--eps", required=True, help="the tolerance, exact: 1/1000, 1e-3 or 0.001")
        sub.add_argument("--construction", default=default, help=constructions)
        sub.add_argument("-o", metavar="CERT", help="write the certificate here")
        sub.add_argument("--json", action="store_true", help="print one JSON object")

    def variants(sub: argparse.ArgumentParser, name: str) -> None:
        sub.add_argument("--side", help=f"above: 0 <= g - {name} <= EPS; below: 0 <= {name} - g <= EPS")
        units(sub)

    def units(sub: argparse.ArgumentParser) -> None:
        sub.add_argument("--units", default="sigmoid", help="sigmoid (default) or tanh")

    def enclosing(sub: argparse.ArgumentParser) -> None:
        sub.add_argument("--engine", help="integers (default), arb, ival or mpmath")
        sub.add_argument("--max-leaves", metavar="M", help="give up, undecided, beyond so many leaves")
        sub.add_argument("--timeout", metavar="S", help="give up, undecided, after so many seconds")

    def certificate(sub: argparse.ArgumentParser) -> None:
        sub.add_argument("certificate", metavar="CERT")
        sub.add_argument("--model", help="the network f, if not where the certificate says")
        sub.add_argument("--converted", help="the network g, if not where the certificate says")

    stairs = "staircase (default), or midpoint: centres at half steps, 8.5 times fewer sigmoids"
    points = "grid points of the staircase, sigmoids of midpoint"
    steepness = "the steepness, exact (default 4 for staircase; 5.43107 for midpoint, above 2 there), "
    steepness += "or best: the one with which the staircase errs least"

    sub = command("relu", "one ReLU on [-1, 1] by a sum of sigmoids")
    sums = "; few sigmoids: minimax, tame, increasing, no-constant (tables), graded (a formula) or best"
    claim(sub, "staircase", stairs + sums)
    sub.add_argument("--k", help=f"{steepness} (method enclosure)")
    sub.add_argument("--n", help=f"{points} and others (default: the least n that the method certifies)")
    sub.add_argument(
        "--method",
        help="enclosure of the true error, or closed-form (staircase, its default, with twice the "
        "sigmoids; and graded)",
    )
    sub.add_argument(
        "--max-weight", metavar="A", help="of tables and best: all |a| <= A in a S(b x + c)"
    )
    sub.add_argument("--max-slope", metavar="B", help="of tables and best: all |b| <= B in a S(b x + c)")
    variants(sub, "relu")
    enclosing(sub)

    sub = command("supnorm", "bounds of the true error, from both sides and as tight as asked")
    sub.add_argument("--n", help=f"{points}; the cost does not depend on it")
    sub.add_argument("--k", help=steepness)
    sub.add_argument("--construction", default="staircase", help=stairs)
    sub.add_argument(
        "--sum", metavar="G", help="instead of a staircase: a JSON file of a sum of sigmoids"
    )
    sub.add_argument("--minus", metavar="H", help="compare G with this sum, not with relu")
    sub.add_argument(
        "--target", metavar="EXPR", help="compare G with abs, relu, softplus and lines, such as 'abs(x)'"
    )
    sub.add_argument("--on", nargs=2, metavar=("A", "B"), help="the domain of G (default -1 1)")
    sub.add_argument("--digits", default="15", help="how tight: 1 to 1000 (default 15)")
    enclosing(sub)
    sub.add_argument("-o", metavar="CERT", help="write the certificate here")
    sub.add_argument("--json", action="store_true", help="print one JSON object")

    sub = command(
        "best-approximation", "bounds of the least error of all sums of n sigmoids for relu on [-1, 1]"
    )
    sub.add_argument("--n", default="1", help="sigmoids: 1 (default); nothing is proved for more")
    sub.add_argument("-o", metavar="CERT", help="write the certificate here")
    sub.add_argument("--json", action="store_true", help="print one JSON object")

    sub = command("constants", "the staircase's best steepness, its threshold and where it meets relu")
    sub.add_argument("--n", help="grid points (default: the limit as n grows)")
    sub.add_argument("--k", help="with --n: enclose where this staircase meets relu, too")
    sub.add_argument("--digits", default="12", help="of the results: 1 to 100 (default 12)")
    sub.add_argument("--json", action="store_true", help="print one JSON object")

    sub = command("function", "a function of one variable by a sum of sigmoids")
    sub.add_argument("expression", metavar="EXPR", help="in x, such as 'sin(3*x)' or 'exp(-x^2)'")
    sub.add_argument("--on", nargs=2, required=True, metavar=("A", "B"), help="the domain [A, B], exact")
    kinds = "steps (default); minimax: few sigmoids, for abs, relu, softplus, lines; or best: the fewest"
    claim(sub, "steps", kinds)
    steepness = "of steps, exact (default 16): the number of sigmoids falls with k "
    steepness += "towards M (B - A)/(2 EPS), M the largest slope, and their weights grow"
    sub.add_argument("--k", help=steepness)
    variants(sub, "F")

    sub = command("network", "a ReLU network with one hidden layer by a sigmoid network")
    sub.add_argument("model", metavar="MODEL", help="a .onnx or .nnet file")
    tables = "minimax, tame, increasing, no-constant, staircase, or best: the fewest sigmoids (default)"
    claim(sub, "best", tables)
    sub.add_argument("--k", help="the steepness of staircases, exact (default 4)")
    sub.add_argument("--domain", default="ball", help="ball (2-norm) or box (default ball)")
    sub.add_argument("--radius", default="1", help="of the domain, exact (default 1)")
    sub.add_argument("--norm", default="2", help="of the outputs: 2 or inf (default 2)")
    dtypes = "of the stored numbers: float32 (default), float64, float16, or fixed point such as q3.12: "
    dtypes += "a sign, 3 bits before the point and 12 after it"
    sub.add_argument("--dtype", default="float32", help=dtypes)
    units(sub)
    sub.add_argument("--export", metavar="G", help="write the converted network here")

    sub = command(
        "generate", "near-minimax sums of sigmoids for relu, each with a certificate of its error"
    )
    sub.add_argument("--n", required=True, help="numbers of sigmoids, such as 7 or 1-49 or 1,3,5-9")
    sub.add_argument("--out", required=True, metavar="FOLDER", help="for the certificates NN.json")
    sub.add_argument("--increasing", action="store_true", help="positive weights and slopes only")
    sub.add_argument("--no-constant", action="store_true", help="no constant term")
    sub.add_argument(
        "--h", default="1/32", help="half the distance of a pair (default 1/32); the largest weight "
        "falls like 1/h, and the error grows: by 7 %% at most up to h = 1/4",
    )  # fmt: skip

    sub = command("check", "re-check a certificate with the standard-library checker")
    certificate(sub)
    sub.add_argument("--json", action="store_true", help="print one JSON object")

    sub = command("report", "a checked certificate for people")
    certificate(sub)
    sub.add_argument("--format", help="text or markdown (default: by the ending of -o, else text)")
    sub.add_argument("-o", metavar="FILE", help="write the report here")

    sub = command("derive", "print a derivation, every step checked as it runs")
    sub.add_argument("names", metavar="NAME", nargs="*")
    sub.add_argument("--list", action="store_true", help="names, statuses and statements")
    sub.add_argument("--all", action="store_true", help="run all; exit 1 if a status is not as recorded")
    sub.add_argument("--format", default="text", help="text, markdown, latex or html (default text)")

    sub = command("supports", "formats, operators, constructions and engines of this installation")
    sub.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


def _relu(given: argparse.Namespace) -> int:
    options: dict[str, Any] = dict(
        engine=given.engine, max_leaves=given.max_leaves, timeout=given.timeout, progress=_progress,
        side=given.side, units=given.units,
    )  # fmt: skip
    if _asks_for_best(given):
        if given.method != "enclosure":
            raise BadInput("'--k best' has the least true error: add --method enclosure")
        from certify.issuing.best_steepness import relu_with_best_k

        certificate = relu_with_best_k(given.eps, given.n, **options)
    else:
        from certify.issuing.one_relu import relu

        options |= dict(max_weight=given.max_weight, max_slope=given.max_slope)
        certificate = relu(given.eps, given.k, given.n, given.construction, given.method, **options)
    _progress("")
    return _issued(certificate, given, None)


def _asks_for_best(given: argparse.Namespace) -> bool:
    """Whether k is to be the best one, which is known for the staircase."""
    if given.k == BEST and given.construction != "staircase":
        raise BadInput("'--k best' is for the staircase; the default k of midpoint is near its best")
    return given.k == BEST


def _supnorm(given: argparse.Namespace) -> int:
    from certify.exact import whole
    from certify.formats.sum_file import read_sum
    from certify.issuing.one_supnorm import supnorm
    from certify.issuing.options import DEFAULT_K, STAIRS, choice, steepness

    if (given.n is None) == (given.sum is None):
        raise BadInput("give either --n (a staircase) or --sum (a file with a sum of sigmoids)")
    if given.sum is None and (given.minus, given.target, given.on) != (None, None, None):
        raise BadInput(
            "--minus, --target and --on belong to --sum; a staircase is compared with relu on [-1, 1]"
        )
    if given.minus is not None and given.target is not None:
        raise BadInput("give either --minus (a sum of sigmoids) or --target (an expression)")
    notes: list[str] = []
    if given.sum is None:
        kind = STAIRS[choice(given.construction, STAIRS, "construction")]
        n = whole(given.n, "n", kind.first())
        if _asks_for_best(given):
            from certify.issuing.best_steepness import chosen_k

            k, note = chosen_k(n, _progress)
            notes.append(note)
        else:
            k = steepness(DEFAULT_K[kind.kind] if given.k is None else given.k, kind.kind)
        g: Any = kind(n, k)
    else:
        g = read_sum(given.sum)
    target: Any = "relu" if given.target is None else given.target
    if given.minus is not None:
        target = read_sum(given.minus)
    certificate = supnorm(
        g, target, given.on or (-1, 1), given.digits, given.engine, given.max_leaves, given.timeout,
        _progress,
    )  # fmt: skip
    _progress("")
    return _issued(replace(certificate, notes=(*certificate.notes, *notes)), given, None)


def _best_approximation(given: argparse.Namespace) -> int:
    from certify.issuing.best_approximation import best_approximation

    certificate = best_approximation(given.n, _progress)
    _progress("")
    return _issued(certificate, given, None)


def _constants(given: argparse.Namespace) -> int:
    from certify.exact import shown
    from certify.staircase_constants import best_k, crossing, endpoint_threshold

    if given.k is not None and given.n is None:
        raise BadInput("where the staircase meets relu depends on n: --k needs --n")
    best = best_k(given.n, given.digits, _progress)
    threshold = endpoint_threshold(given.n, given.digits, _progress)
    meets = None if given.k is None else crossing(given.n, given.k, given.digits, _progress)
    _progress("")
    if given.json:
        found: dict[str, Any] = {"verdict": "certified"} | ({} if best.n is None else {"n": best.n})
        found |= {"best_k": best.k, "least_error_in_steps": best.error}
        found |= {"endpoint_threshold": [threshold.lower, threshold.upper]}
        if meets is not None:
            found |= {"k": str(meets.k), "crossing": [meets.lower, meets.upper]}
        print(json.dumps(found, indent=1))
        return 0
    low, high, least, most, holds, fails = (
        shown(Fraction(end)) for end in (*best.k, *best.error, threshold.lower, threshold.upper)
    )
    print("certified")
    print(f"staircase  {'the limit as n grows' if best.n is None else f'n = {best.n}'}, d = 1/(n - 1)")
    print(f"best k     {low} to {high}")
    print(f"error      {least} d to {most} d, the least of all k")
    print(f"threshold  the error is largest at x = 1 for k <= {holds},")
    print(f"           and larger elsewhere for k > {fails}")
    if meets is not None:
        print(f"crossing   {meets.lower} to {meets.upper}: the staircase with k = {shown(meets.k)}")
        print("           exceeds relu from x = 0 up to there, and is less from there to x = 1")
    print("note       proved by the enclosures of this program; there is no certificate to check again")
    return 0


def _function(given: argparse.Namespace) -> int:
    from certify.issuing.one_function import function

    certificate = function(
        given.expression, given.on, given.eps, given.k, given.construction, progress=_progress,
        side=given.side, units=given.units,
    )  # fmt: skip
    _progress("")
    return _issued(certificate, given, None)


def _network(given: argparse.Namespace) -> int:
    from certify.issuing.whole_network import network

    certificate = network(
        given.model, given.eps, domain=given.domain, radius=given.radius, norm=given.norm,
        construction=given.construction, k=given.k, dtype=given.dtype, units=given.units,
        progress=_progress,
    )  # fmt: skip
    _progress("")
    return _issued(certificate, given, given.export)


def _generate(given: argparse.Namespace) -> int:
    from certify.issuing.generated_sums import generate

    made = list(generate(
        given.n, Path(given.out), given.increasing, _progress, constant=not given.no_constant, h=given.h
    ))  # fmt: skip
    _progress("")
    print("certified")
    for path, certificate in made:
        low, high = certificate.bound
        print(f"{path}  n = {certificate.sigmoids}: {low} <= error <= {high}")
    return 0


def _progress(stage: str) -> None:
    """Show on a terminal's stderr what is being done, each stage in place of the one before."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{stage}", end="... " if stage else "", file=sys.stderr, flush=True)


def _issued(certificate: Certificate, given: argparse.Namespace, export: str | None) -> int:
    """Write what was asked for, print the verdict, and return the exit code."""
    certified = certificate.verdict == "certified"
    saved = None
    written: list[Path] = []
    if certified and given.o is not None:
        written = certificate.save(given.o, export)
        saved = given.o
    elif certified and export is not None:
        written = certificate.export(export)
    if given.json:
        print(json.dumps(certificate.as_dict(saved), indent=1))
    else:
        print(certificate.verdict)
        print(certificate.summary())
        for path in written:
            print(f"written    {path}")
    if not certified and (given.o, export) != (None, None):
        print("certify: nothing written, since nothing was certified", file=sys.stderr)
    return 0 if certified else 1


def _check(given: argparse.Namespace) -> int:
    if not given.json:
        return checker.run(given.certificate, given.model, given.converted)[0]
    with open(os.devnull, "w") as nowhere:
        code, theorem = checker.run(given.certificate, given.model, given.converted, out=nowhere)
    result = {"verdict": "accepted" if theorem else "rejected", "certificate": given.certificate}
    if theorem:
        result |= {
            "claim": theorem.statement, "n": theorem.n, "sigmoids": theorem.sigmoids,
            "k": theorem.k and str(theorem.k), "eps": theorem.eps and str(theorem.eps),
            "side": theorem.side, "bound": theorem.bound, "slack": theorem.slack,
        }  # fmt: skip
    print(json.dumps({key: value for key, value in result.items() if value is not None}, indent=1))
    return code


def _report(given: argparse.Namespace) -> int:
    from certify import report

    style = given.format or ("markdown" if given.o and Path(given.o).suffix == ".md" else "text")
    if style not in report.FORMATS or (given.o and Path(given.o).suffix in (".html", ".htm")):
        raise BadInput(f"reports are written as {' or '.join(report.FORMATS)} (.txt, .md)")
    read = [given.certificate, given.model, given.converted]
    _never_over(given.o, [Path(path) for path in read if path is not None])
    with open(os.devnull, "w") as nowhere:
        code, theorem = checker.run(given.certificate, given.model, given.converted, out=nowhere)
    if theorem is None:
        print("rejected")
        return code
    folder = Path(given.certificate).parent
    _never_over(given.o, [folder / name for name, _ in theorem.files])
    text = report.render(theorem, given.certificate, style)
    print("accepted")
    if given.o is None:
        print(text)
    else:
        from certify.writing import write_all

        write_all({Path(given.o): (text + "\n").encode(errors="backslashreplace")})
        print(f"written    {given.o}")
    return 0


def _never_over(output: str | None, read: list[Path]) -> None:
    """Refuse an output that is a file which was read."""
    if output is not None and os.path.realpath(output) in map(os.path.realpath, read):
        raise BadInput(f"'{output}' is a file that the report is about: write the report elsewhere")


def _derive(given: argparse.Namespace) -> int:
    from certify.symbolic.printing import FORMATS, render
    from proofs import NAMES, load

    if given.format not in FORMATS:
        raise BadInput(f"'format' must be one of {', '.join(FORMATS)} (got '{given.format:.60}')")
    for name in given.names:
        if name not in NAMES:
            raise BadInput(f"no derivation '{name:.60}'; there are: {', '.join(NAMES)}")
    scripts = [load(name) for name in given.names or NAMES]
    if given.all:
        return _derive_all(scripts)
    if given.list or not given.names:
        for script in scripts:
            print(f"{script.name:<22} {script.status:<8} {script.statement}")
        return 0
    for script in scripts:
        print(render(script(), given.format))
    return 0


def _derive_all(scripts: list[Script]) -> int:
    """Run derivations on all processors; 1 if one fails or has not the status recorded for it."""
    from concurrent.futures import ProcessPoolExecutor

    wrong = 0
    with ProcessPoolExecutor() as pool:
        for number, (script, (status, remark)) in enumerate(
            zip(scripts, pool.map(_ran, [script.name for script in scripts]), strict=True), 1
        ):
            _progress("")
            agrees = status == script.status
            wrong += not agrees
            recorded = "" if agrees else f", recorded as {script.status}"
            print(f"{script.name:<22} {status:<8} {remark}{recorded}", flush=True)
            _progress(f"{number} of {len(scripts)} derivations")
    _progress("")
    print(f"{len(scripts)} derivations, {wrong} not as recorded")
    return 1 if wrong else 0


def _ran(name: str) -> tuple[str, str]:
    """The status of a derivation, and how many steps it has or why it failed."""
    from proofs import load

    try:
        derivation = load(name)()
        return derivation.status, f"{len(derivation.steps)} steps"
    except CertifyError as error:
        return "failed", str(error)


def _supports(given: argparse.Namespace) -> int:
    from certify.supports import supports

    found = supports()
    if given.json:
        print(json.dumps(found, indent=1))
        return 0
    for key, value in found.items():
        if key != "optional":
            print(f"{key:<14} {', '.join(value) if isinstance(value, list) else value}")
    for library, state in found["optional"].items():
        have = "installed" if state["installed"] else f"missing: pip install 'certify[{state['extra']}]'"
        print(f"{library:<14} {have} ({state['for']})")
    return 0


COMMANDS = {
    "relu": _relu, "supnorm": _supnorm, "best-approximation": _best_approximation,
    "constants": _constants, "function": _function, "generate": _generate, "network": _network,
    "check": _check, "report": _report, "derive": _derive, "supports": _supports,
}  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    given = None
    try:
        given = _parser().parse_args(arguments)
        code = COMMANDS[given.command](given)
        sys.stdout.flush()
        return code
    except (Undecided, Rejected) as error:
        verdict = "undecided" if isinstance(error, Undecided) else "rejected"
        as_json = getattr(given, "json", False)
        print(json.dumps({"verdict": verdict, "reason": str(error)}, indent=1) if as_json else verdict)
        return _failed(str(error), 1)
    except CertifyError as error:
        return _failed(str(error), 2)
    except BrokenPipeError:  # nobody listens: no success, as in checker.main
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 3
    except KeyboardInterrupt:
        return _failed("interrupted", 130)
    except Exception as error:
        if os.environ.get("CERTIFY_DEBUG"):
            raise
        detail = f"{type(error).__name__}: {error}"
        return _failed(f"internal error, please report it (CERTIFY_DEBUG=1 shows where): {detail}", 3)


def _failed(message: str, code: int) -> int:
    _progress("")
    print("certify: " + " ".join(message.split()), file=sys.stderr)
    return code
