"""Reports, rich display, and assertions in users' own tests."""

import json
from fractions import Fraction

import networks
import pytest

import certify
from certify import checker, report
from certify.certificate import shortened
from certify.testing import assert_certified

pytest_plugins = ["pytester"]


def test_report_shows_what_the_checker_computed(diabetes):
    certificate = certify.network(diabetes, eps="20", radius="1/3")
    theorem = certify.check(certificate)
    text = report.render(theorem, "c.json")
    assert theorem.statement in text
    assert theorem.bound[1] in text
    assert theorem.slack[0] in text
    assert "kinked" in text
    assert "affine" in text
    for name, digest in theorem.files:
        assert f"{digest}  {name}" in text
    shares = sum(Fraction(unit.share[1]) for unit in theorem.units)
    assert shares <= Fraction(theorem.bound[1]) * Fraction(1001, 1000)


def test_report_and_assertion_of_an_enclosure(tmp_path):
    """Both show the bounds from both sides, the witness and the leaves."""
    certificate = certify.relu(eps="1e-3", method="enclosure")
    text = report.render(certify.check(certificate), "c.json")
    assert "n = 531 is the least n" in text
    assert f"{certificate.bound[0]} <= sup |error| <= {certificate.bound[1]}" in text
    assert "6 leaves" in text
    assert "certify derive one_cell" in text
    gentle = report.render(certify.check(certify.supnorm(certify.Staircase(9, 1))), "c.json")
    assert "for k <= 2 the error is largest at x = 1" in gentle
    assert "certify derive" not in report.render(
        certify.check(certify.supnorm(certify.Staircase(3, 4).sum(), digits=2)), "c.json", "markdown"
    )
    assert assert_certified(certificate, eps="2e-3").n == 531
    bounds = certify.supnorm(certify.Staircase(531, 4))
    assert assert_certified(bounds, eps="1e-3").slack is None
    with pytest.raises(
        AssertionError, match=r"(?s)the enclosed error .* at least 0\.00099991947, which exceeds"
    ):
        assert_certified(bounds, eps="9e-4")


def test_report_of_one_relu_in_both_styles():
    theorem = certify.check(certify.relu(eps="1e-3"))
    text = report.render(theorem, "c.json", "text")
    assert "n = 1006 is the least n" in text
    markdown = report.render(theorem, "c.json", "markdown")
    assert markdown.count("```") % 2 == 0
    assert markdown.startswith("# Certificate")
    with pytest.raises(certify.BadInput, match="'format'"):
        report.render(theorem, "c.json", "pdf")


def test_certificate_displays_itself():
    certificate = certify.relu(eps="1e-3")
    assert repr(certificate).startswith("<Certificate certified: |relu(x) - g(x)|")
    markdown = certificate._repr_markdown_()
    assert "**certified**" in markdown
    assert all(line.startswith("|") and line.endswith("|") for line in markdown.splitlines()[2:])


def test_shortened():
    assert shortened("9.9953978306413177621e-4", 3) == "0.001"
    assert shortened("1.2345678901234567890e-30", 3) == "1.23e-30"
    assert shortened("0") == "0"


def test_assertion_holds(tmp_path, diabetes):
    path = tmp_path / "c.json"
    certify.relu(eps="1e-2").save(path)
    assert assert_certified(path).n == 102
    assert assert_certified(str(path), eps="1/100").least
    assert assert_certified(certify.relu(eps="1e-2"), eps="0.00995").n == 102, "the bound is what counts"
    assert assert_certified(diabetes, eps=20, radius="1/3").kind == "network"


def test_failure_says_which_bound_by_how_much_and_where(diabetes):
    with pytest.raises(AssertionError) as failure:
        assert_certified(certify.relu(eps="1e-3", n=100))
    message = str(failure.value)
    assert "closed-form bound of the staircase" in message
    assert "x = 1" in message
    with pytest.raises(
        AssertionError, match=r"exceeds eps = 1/1000 by 0\.00894592 \(895 %\)"
    ) as failure:
        assert_certified(certify.relu(eps="1e-2"), eps="1e-3")
    assert "where:" in str(failure.value)
    with pytest.raises(AssertionError, match="hidden unit"):
        assert_certified(certify.network(diabetes, eps=20, radius="1/3"), eps=10)


def test_failure_for_a_tampered_certificate_names_the_reason(tmp_path):
    path = tmp_path / "c.json"
    document = json.loads(certify.relu(eps="1e-2").data())
    document["construction"]["n"] = 90
    path.write_bytes(checker.canonical({**document, "seal": checker.seal(document)}))
    with pytest.raises(AssertionError, match="not accepted by the checker: the closed-form bound"):
        assert_certified(path)
    with pytest.raises(AssertionError, match="no file"):
        assert_certified(tmp_path / "missing.json")


def test_misuse_is_a_type_error(diabetes):
    with pytest.raises(TypeError, match="tolerance"):
        assert_certified(diabetes)
    with pytest.raises(TypeError, match="for models only"):
        assert_certified(certify.relu(eps=1), radius=2)


def test_plugin_fixture_and_collected_certificates(pytester):
    """Users' test runs: the fixture, and certificates as tests, one of them bad."""
    pytester.makeini("[pytest]\ncertify_certificates = certs/*.json\n")
    folder = pytester.mkdir("certs")
    certify.relu(eps="1e-2").save(folder / "good.json")
    bad = certify.relu(eps="1e-2").data().replace(b'"n": 102', b'"n": 101')
    (folder / "bad.json").write_bytes(bad)
    pytester.makepyfile(
        """
        import certify

        def test_fixture(assert_certified):
            assert_certified(certify.relu(eps="1e-2"), eps="1e-2")
        """
    )
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["*not accepted by the checker*'seal'*"])


def test_saved_paths_are_checked(tmp_path):
    certificate = certify.network(networks.random_network(2), eps="1/2")
    with pytest.raises(certify.BadInput, match="different paths"):
        certificate.save(tmp_path / "a.json", export=tmp_path / "a.json")
    written = certificate.save(tmp_path / "a.json", export=tmp_path / "g.onnx")
    assert {path.name for path in written} == {"a.json", "g.onnx", "a.model.onnx"}
    certify.check(tmp_path / "a.json")
    with pytest.raises(certify.BadInput, match="only a network"):
        certify.relu(eps=1).export(tmp_path / "x.onnx")
