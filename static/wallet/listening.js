/** Hearing of requests: the server answers when something changes; where it cannot wait, it is asked every two seconds. */

import { waitingCall } from "./api.js";
import { session } from "./session.js";

const PERIOD = 2000; // milliseconds between two questions to a server that does not wait, or that is out of reach
const PATH = "/login-requests";

/** While the screen lives and is seen: hear(requests) at each change, hear(null) when nothing changed, fail(error). */
export function listenToRequests(root, { hear, fail }) {
  let mark = ""; // of the list on screen
  let question = null; // the one that waits for its answer
  let next = 0;

  const ask = async () => {
    clearTimeout(next);
    if (question || document.hidden || root.life.aborted) return;
    const mine = new AbortController();
    question = mine;
    let pause = PERIOD;
    try {
      const answer = await waitingCall(session.card, PATH, mark, mine.signal);
      if (root.life.aborted) return;
      hear(answer.value?.login_requests ?? null);
      if (answer.mark !== "" && (answer.value !== null || answer.waited)) pause = 0;
      mark = answer.mark;
    } catch (error) {
      if (mine.signal.aborted || root.life.aborted) return;
      fail(error);
    } finally {
      if (question === mine) question = null;
    }
    if (!root.life.aborted) next = setTimeout(ask, pause);
  };

  /** A phone that slept may hold a connection that died meanwhile: it asks anew. */
  const askAnew = () => {
    if (document.hidden) return;
    question?.abort();
    question = null;
    ask();
  };
  document.addEventListener("visibilitychange", askAnew, { signal: root.life });
  window.addEventListener("online", askAnew, { signal: root.life });
  root.life.addEventListener("abort", () => {
    clearTimeout(next);
    question?.abort();
  });
  ask();
}
