"""The same person however the name is written; nobody where two could be meant."""

from dataclasses import dataclass

import pytest

from store.registers.names import How, Roll, may_be_one, name_key


@dataclass
class Person:
    name: str

    @property
    def key(self):
        return name_key(self.name)


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("MUHAMMAD O'CONNOR", id="capitals"),
        pytest.param(" muhammad   o’connor ", id="spaces and a curly apostrophe"),
        pytest.param("Muhammad O`Connor", id="a back-tick for an apostrophe"),
        pytest.param("Muhammad O´Connor", id="an acute accent for an apostrophe"),
        pytest.param("Muhammad Oʻconnor", id="an apostrophe turned round"),
        pytest.param("Muhammad O＇Connor", id="a wide apostrophe"),
        pytest.param("Muhammad OConnor", id="no apostrophe"),
        pytest.param("Muhammád O'Connor", id="an accent"),
        pytest.param("O'Connor, Muhammad", id="last name first"),
        pytest.param("Mr Muhammad O'Connor", id="a title"),
    ],
)
def test_a_name_is_the_same_name_however_it_is_written(written):
    assert name_key(written) == name_key("Muhammad O'Connor")


@pytest.mark.parametrize(
    ("carers", "spelling", "meant"),
    [
        pytest.param(["Mr Davies", "Mrs Davies"], "Mrs. Davies", ["Mrs Davies"], id="each by the title"),
        pytest.param(["Mr Davies", "Mrs Davies"], "Davies", ["Mr Davies", "Mrs Davies"], id="either"),
        pytest.param(["Mr Davies"], "Mrs Davies", [], id="not the other one"),
        pytest.param(["Carys Davies"], "Mrs Davies", ["Carys Davies"], id="a title before a last name"),
        pytest.param(
            ["Mrs Carys Davies"], "Carys Davies", ["Mrs Carys Davies"], id="a title that says nothing"
        ),
    ],
)
def test_a_title_tells_two_people_of_one_last_name_apart(carers, spelling, meant):
    assert [person.name for person in Roll(map(Person, carers)).find(spelling).people] == meant


@pytest.mark.parametrize(
    ("written", "plain"),
    [("Zielińska", "Zielinska"), ("Łukasz Wójcik", "Lukasz Wojcik"), ("Søren Strauß", "Soren Strauss")],
)
def test_letters_of_other_alphabets_are_their_plain_ones(written, plain):
    assert name_key(written) == name_key(plain)


ROLL = Roll(
    map(
        Person, ["Ivy Davies", "Otto Davies", "Asha Jones", "Asha Smith", "Rowan Clarke-Hughes", "Finn Smith"]
    )
)


@pytest.mark.parametrize(
    ("spelling", "meant", "how"),
    [
        pytest.param("ivy davies", ["Ivy Davies"], How.EXACT, id="the whole name"),
        pytest.param("Rowan Clarke Hughes", ["Rowan Clarke-Hughes"], How.EXACT, id="a space for a hyphen"),
        pytest.param("Finn Smith (Finny)", ["Finn Smith"], How.EXACT, id="a nickname in brackets"),
        pytest.param("Smith Finn", ["Finn Smith"], How.OTHER_ORDER, id="another order"),
        pytest.param("Ivy", ["Ivy Davies"], How.PART, id="a first name that fits one"),
        pytest.param("Ivy D.", ["Ivy Davies"], How.PART, id="an initial"),
        pytest.param("Asha", ["Asha Jones", "Asha Smith"], How.PART, id="a first name that fits two"),
        pytest.param("Asha S", ["Asha Smith"], How.PART, id="an initial that tells them apart"),
        pytest.param("Ivy Davis", [], How.NOT, id="a near name is nobody's"),
        pytest.param("I D", [], How.NOT, id="initials alone are nobody's"),
    ],
)
def test_a_spelling_means_those_whom_it_fits(spelling, meant, how):
    found = ROLL.find(spelling)
    assert ([person.name for person in found.people], found.how) == (meant, how)


def test_a_near_name_is_suggested_and_a_far_one_is_not():
    assert ROLL.near("Ivy Davis") == ["Ivy Davies"]
    assert ROLL.near("Bartholomew Featherstonehaugh") == []


@pytest.mark.parametrize(
    ("one", "other", "may_be"),
    [
        pytest.param("Sam Clarke-Hughes", "sam clarke hughes", True, id="the same"),
        pytest.param("Sam Clarke-Hughes", "S Clarke-Hughes", True, id="an initial"),
        pytest.param("Sam Clarke-Hughes", "Mrs Clarke-Hughes", True, id="a title for the first name"),
        pytest.param("Sam Clarke-Hughes", "Samm Clarke-Hughes", True, id="a slip"),
        pytest.param("Sam Clarke-Hughes", "Sam", True, id="a first name alone"),
        pytest.param("Sam Clarke-Hughes", "T Clarke-Hughes", False, id="another initial"),
        pytest.param("Sam Clarke-Hughes", "Tom Clarke-Hughes", False, id="another first name"),
        pytest.param("Sam Davies", "Peter Davies", False, id="another parent of one name"),
        pytest.param("Mr Davies", "Mrs Davies", False, id="two titles"),
        pytest.param("", "", False, id="nobody"),
    ],
)
def test_who_may_be_one_person_in_two_rows(one, other, may_be):
    assert may_be_one(one, other) is may_be
    assert may_be_one(other, one) is may_be
