// Calls back once nobody has used the page for ten minutes; using it starts the wait again. A clock
// stands still while a computer sleeps, so waking up is looked at too.

const IDLE = 10 * 60 * 1000;
const SIGNS = ["pointermove", "keydown", "scroll", "touchstart"];

export function whenIdle(callback) {
  let timer;
  let used = Date.now();
  const look = () => Date.now() - used >= IDLE && end();
  const use = () => {
    if (look()) return;
    used = Date.now();
    clearTimeout(timer);
    timer = setTimeout(end, IDLE);
  };
  const stop = () => {
    clearTimeout(timer);
    for (const sign of SIGNS) document.removeEventListener(sign, use);
    document.removeEventListener("visibilitychange", look);
    window.removeEventListener("focus", look);
  };
  function end() {
    stop();
    callback();
    return true;
  }
  for (const sign of SIGNS) document.addEventListener(sign, use, { passive: true });
  document.addEventListener("visibilitychange", look);
  window.addEventListener("focus", look);
  use();
  return stop;
}
