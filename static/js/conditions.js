// The rule of audits/conditions.py for the page: three-valued, null where the outcome hangs on a
// question that is not asked. The server decides again on every save; this only shows and hides.

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
  if (value === null || value === undefined) return false;
  const number = Number(value);
  return "at_least" in tree ? number >= Number(tree.at_least) : number <= Number(tree.at_most);
}
