// Calls back once nobody has used the page for ten minutes; using it starts the wait again.

const IDLE_MINUTES = 10;
const SIGNS = ["pointermove", "keydown", "scroll", "touchstart"];

export function whenIdle(callback) {
  let timer;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(end, IDLE_MINUTES * 60 * 1000);
  };
  const stop = () => {
    clearTimeout(timer);
    for (const sign of SIGNS) document.removeEventListener(sign, wait);
  };
  function end() {
    stop();
    callback();
  }
  for (const sign of SIGNS) document.addEventListener(sign, wait, { passive: true });
  wait();
  return stop;
}
