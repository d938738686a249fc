// The sections of a return that are picked as relevant: a tick saves itself, and the list follows.

import { savesItself } from "./saves_itself.js";

savesItself(document.getElementById("picks-form")).start();
