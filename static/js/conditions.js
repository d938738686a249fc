// The rule of audits/conditions.py for the page: three-valued, null where the outcome hangs on a
// question that is not asked. The server decides again on every save; this only shows and hides.

const NUMBER = /^(-?)([0-9]{1,13})(?:\.([0-9]{1,9}))?$/;
const LARGEST = 10n ** 21n;

export function truth(tree, known) {
  if ("not" in tree) {
    const inner = truth(tree.not, known);
    return inner === null ? null : !inner;
  }
  if ("all" in tree) return combined(tree.all, known, false);
  if ("any" in tree) return combined(tree.any, known, true);
  const answer = known[tree.question];
  if (answer?.state === "not_asked") return null;
  return answer?.state === "answered" && meets(tree, answer.value);
}

export function questionsIn(tree) {
  if ("not" in tree) return questionsIn(tree.not);
  const parts = tree.all ?? tree.any;
  return parts ? [...new Set(parts.flatMap(questionsIn))] : [tree.question];
}

function combined(parts, known, decisive) {
  const found = parts.map((part) => truth(part, known));
  if (found.includes(decisive)) return decisive;
  return found.includes(null) ? null : !decisive;
}

function meets(tree, value) {
  if ("answered" in tree) return true;
  if ("is" in tree) return [value].flat().some((code) => tree.is.includes(code));
  const number = billionths(value);
  if (number === null) return false;
  return "at_least" in tree
    ? number >= billionths(tree.at_least)
    : number <= billionths(tree.at_most);
}

// Exact, as on the server: no number here is ever a float. Null for what is no number.
function billionths(value) {
  if (typeof value !== "string" && typeof value !== "number") return null;
  const found = NUMBER.exec(String(value));
  if (!found) return null;
  const whole = BigInt(found[2] + (found[3] ?? "").padEnd(9, "0"));
  if (whole >= LARGEST) return null;
  return found[1] ? -whole : whole;
}
