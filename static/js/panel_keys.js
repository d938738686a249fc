// The keys of the panel's screen. Each is a button or a link too; none works inside a box in
// which somebody types, and all can be switched off, which this browser remembers.

const KEYS = {
  ArrowUp: "up", ArrowDown: "down", ArrowLeft: "left", ArrowRight: "right",
  n: "reason", d: "dissent", g: "grade", l: "learning", a: "action", o: "notes", h: "agreeing",
  "?": "keys",
};
const OFF = "panel-keys-off";

const isTyped = (target) => target.matches("textarea, select, input:not([type=radio], [type=checkbox])");
const isChosen = (target) => target.matches("input[type=radio], input[type=checkbox]");

// `acts` has a function for each action, and choose(number) and leave().
export function listen(acts) {
  const dialog = document.getElementById("panel-keys");
  const isOn = dialog.querySelector("#keys-on");
  isOn.checked = localStorage.getItem(OFF) === null;
  isOn.addEventListener("change", () => {
    if (isOn.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "off");
  });
  acts.keys = () => { dialog.showModal(); dialog.querySelector("h2").focus(); };

  document.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (document.querySelector("dialog[open]")) return;
    if (key === "Escape" && isTyped(target)) return acts.leave();
    if (!isOn.checked || event.ctrlKey || event.altKey || event.metaKey || isTyped(target)) return;
    // In a group of choices the arrows are the group's own.
    if (isChosen(target) && key.startsWith("Arrow")) return;
    const action = KEYS[key.length === 1 ? key.toLowerCase() : key];
    if (action) acts[action]();
    else if (/^[1-9]$/.test(key)) acts.choose(Number(key));
    else return;
    event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (button) acts[button.dataset.do]();
  });
}
