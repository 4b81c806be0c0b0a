"""Values looked for in lists: in brackets, in the lists of an entity, or written into the condition."""

from fraudctl.fraud_detector.conversion.operands import Operands, Upper
from fraudctl.fraud_detector.conversion.refusal import NotConvertible
from fraudctl.fraud_detector.language import syntax
from handlers.decision.condition.texts import comparable
from handlers.decision.condition.tree import Call, Compare, Constant, Node, Read
from handlers.decision.condition.vocabulary import Kind

MOST_WRITTEN = 100
"""Elements of a list that is written into a condition, which has at most 200 names and literals."""

FOLDED = "lowercase takes case away as Unicode folds it, by which letters such as ß become two"


class Memberships(Operands):
    """Makes nodes of memberships."""

    def membership(self, node: syntax.Membership, *, no: bool) -> Node:
        """Return the condition that a value is in a list, or is not."""
        operator = "not in" if node.negated is not no else "in"
        if isinstance(node.among, syntax.ListName):
            return self._of_list(node.left, operator, node.among)
        value = self.value_or_upper(node.left)
        among = [self.value(each) for each in node.among]
        kind = Kind.TEXT if isinstance(value, Upper) else value.kind
        if kind not in (Kind.TEXT, Kind.NUMBER) or any(each.kind is not kind for each in among):
            raise NotConvertible("what is looked for and the list are not all texts, or all numbers", node.at)
        values = tuple(each.value for each in among if isinstance(each, Constant))
        if len(values) < len(among):
            raise NotConvertible("a list in brackets holds literals", node.at)
        if isinstance(value, Upper):
            values = tuple(each.casefold() for each in values if isinstance(each, str) and each == each.upper())
            if len(values) < len(among):
                raise NotConvertible("a text in capitals is never one with small letters", node.at)
            value = Call("lower", (value.text,), Kind.TEXT)
        kinds = Kind.TEXTS if kind is Kind.TEXT else Kind.NUMBERS
        listed = Constant(values, kinds)  # type: ignore[arg-type]  # all of one kind
        self.note_folding(value, listed)
        return Compare((value, listed), (operator,))  # type: ignore[arg-type]

    def note_folding(self, left: Node, right: Node) -> None:
        """Note that a text without case is compared with letters of which case is no plain thing."""
        for one, other in ((left, right), (right, left)):
            if isinstance(one, Call) and isinstance(other, Constant) and not str(other.value).isascii():
                self.assume(FOLDED)

    def pattern(self, written: str) -> str:
        """Return the regular expression that stands between quotes."""
        if any(escape in written for escape in ("\\\\", "\\b", '\\"')):
            self.assume("a \\ in a regular expression stands for itself: the service's guide does not say")
        return written.replace('\\"', '"')

    def _of_list(self, left: syntax.Node, operator: str, named: syntax.ListName) -> Node:
        known = self._names.lists.get(named.name)
        if known is None:
            raise NotConvertible(f"the list @{named.name} is not among what was exported", named.at)
        if isinstance(left, syntax.Variable) and left.name in self._names.kinds:
            return self._of_entity(left, operator, named)
        return self._written_out(left, operator, named)

    def _of_entity(self, left: syntax.Variable, operator: str, named: syntax.ListName) -> Node:
        variable, listed = self._names.variable(left.name, left.at), self._names.lists[named.name]
        if variable.data_type == "INTEGER":
            self.assume(f"${left.name} is looked for in @{named.name} by its decimal digits: the guide does not say")
        if variable.default:
            said = "on it" if variable.default in listed.texts else "not on it"
            if listed.elements is None:
                said = "not on it, though its elements were not exported"
            self.assume(f"without ${left.name} its default is looked for in @{named.name}: it is taken to be {said}")
        lists = Read(f"{self._names.kinds[left.name]}.lists", Kind.TEXTS, optional=True)
        return Compare((Constant(comparable(named.name), Kind.TEXT), lists), (operator,))  # type: ignore[arg-type]

    def _written_out(self, left: syntax.Node, operator: str, named: syntax.ListName) -> Node:
        elements = self._names.lists[named.name].elements
        value = self.value(left)
        if value.kind is not Kind.TEXT:
            raise NotConvertible(f"{value.kind.value} is looked for in a list of texts", named.at)
        if elements is None:
            raise NotConvertible(f"the elements of @{named.name} were not exported", named.at)
        if not 0 < len(elements) <= MOST_WRITTEN:
            raise NotConvertible(
                f"what is looked for in @{named.name} is no variable, so that the list would be written into the "
                f"condition: of 1 to {MOST_WRITTEN} elements, and it has {len(elements):,}",
                named.at,
            )
        self.assume(f"@{named.name} is written into the condition as it was exported: to change it is to deploy")
        listed = Constant(tuple(dict.fromkeys(comparable(text) for text, _ in elements)), Kind.TEXTS)
        self.note_folding(value, listed)
        return Compare((value, listed), (operator,))  # type: ignore[arg-type]
