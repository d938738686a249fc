// The total of a block of scored items while it is filled in, exact as in audits/totals.py: numbers
// are whole thousandths, never floats. The server computes it again on every save.

const NUMBER = /^(-?)([0-9]{1,13})(?:\.([0-9]{1,3}))?$/;

function thousandths(text) {
  const found = NUMBER.exec(text);
  if (!found) return null;
  const whole = BigInt(found[2] + (found[3] ?? "").padEnd(3, "0"));
  return found[1] ? -whole : whole;
}

// Half up, as floor(x + 1/2): BigInt division cuts off towards nought.
function divided(over, under) {
  const quotient = over / under;
  return over % under < 0n ? quotient - 1n : quotient;
}

export function total(texts, rule) {
  const numbers = texts.map(thousandths).filter((number) => number !== null);
  if (!numbers.length || numbers.length < rule.needed) return null;
  const sum = numbers.reduce((one, other) => one + other, 0n);
  if (!rule.scaled) return written(sum, 3);
  const scale = 10n ** BigInt(rule.places);
  const count = 1000n * BigInt(numbers.length);
  return written(divided(2n * sum * BigInt(rule.every) * scale + count, 2n * count), rule.places);
}

function written(number, places) {
  const digits = String(number < 0n ? -number : number).padStart(places + 1, "0");
  const whole = digits.slice(0, digits.length - places);
  const rest = digits.slice(digits.length - places).replace(/0+$/, "");
  return (number < 0n ? "-" : "") + whole + (rest && `.${rest}`);
}

export function totalOf(question) {
  const block = question.querySelector("[data-block]");
  const texts = [...block.querySelectorAll("input")].map((input) => input.value.trim());
  return total(texts, JSON.parse(block.dataset.block));
}

export function showTotal(question) {
  const found = totalOf(question);
  const { unit } = JSON.parse(question.querySelector("[data-block]").dataset.block);
  const words = found === null ? "none yet" : `${found} ${unit}`.trim();
  const output = question.querySelector("[data-total]");
  if (output.textContent !== words) output.textContent = words;
}
