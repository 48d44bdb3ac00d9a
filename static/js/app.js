/* What every page shares: the status line, text that outlives a lost connection, focus on the first fault,
   the selected column in sight. A form that saves by itself carries data-autosave. */
(() => {
  const status = document.getElementById("status");
  const offline = document.getElementById("offline");
  const autosave = (element) => element?.closest?.("form[data-autosave]");
  const serialise = (form) => new URLSearchParams(new FormData(form)).toString();
  const clock = (moment) => moment.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const slot = (form) => `unsent:${new URL(form.action, location).pathname}`;
  let waiting = 0;
  let retry = 0;

  function say(kind, symbol, time = "") {
    if (!status) return;
    const words = kind ? status.dataset[kind].replace("{time}", time) : "";
    status.classList.toggle("busy", kind === "saving");
    status.classList.toggle("bad", kind === "failed");
    status.replaceChildren();
    if (!kind) return;
    const sprite = document.querySelector('use[href*="icons.svg"]')?.getAttribute("href").split("#")[0];
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("class", "i");
    svg.setAttribute("aria-hidden", "true");
    svg.appendChild(document.createElementNS(svg.namespaceURI, "use")).setAttribute("href", `${sprite}#i-${symbol}`);
    const text = document.createElement("span");
    text.textContent = words;
    status.append(svg, text);
  }

  function connected(yes) {
    if (offline) offline.hidden = yes;
    clearTimeout(retry);
    if (!yes) retry = setTimeout(resend, 4000);
  }

  const nudge = (form) => form.dispatchEvent(new Event("input", { bubbles: true }));

  function resend() {
    document.querySelectorAll("form[data-autosave]").forEach((form) => {
      if (sessionStorage.getItem(slot(form)) !== null) nudge(form);
    });
  }

  /* Text that never left this tab is sent as it was typed. What the server refuses is put back into its fields. */
  async function recover() {
    let fresh = false;
    for (const key of Object.keys(sessionStorage).filter((name) => name.startsWith("unsent:"))) {
      const kept = sessionStorage.getItem(key);
      // A sign-in since then has made the token that was typed with it worthless.
      const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
      const told = new URLSearchParams(kept);
      if (token) told.set("csrfmiddlewaretoken", token);
      const body = told.toString();
      const path = key.slice(7);
      const form = [...document.querySelectorAll("form[data-autosave]")].find((item) => slot(item) === key);
      let answer;
      try {
        const headers = { "HX-Request": "true", "HX-Request-Type": "partial", "Content-Type": "application/x-www-form-urlencoded" };
        answer = await fetch(path, { method: "POST", body, headers, redirect: "manual" });
      } catch {
        if (form) refill(form, body);
        connected(false);
        continue;
      }
      if (answer.status === 409 || answer.status === 422 || answer.status >= 500) {
        if (form && refill(form, body)) nudge(form);
        continue;
      }
      if (!answer.ok) continue;
      if (sessionStorage.getItem(key) === kept) sessionStorage.removeItem(key);
      fresh ||= Boolean(form);
    }
    if (fresh) location.reload();
  }

  /* A row that does not exist yet has another id in every page: it takes the one under which it was typed. */
  function adopt(form, born) {
    const [key, object] = born.split(/[=:]/, 2);
    const fresh = [...form.querySelectorAll("input[name=new]")].find((row) => row.value.startsWith(`${key}=`))?.value.split(/[=:]/, 2)[1];
    if (!fresh || !object || fresh === object) return;
    for (const element of form.querySelectorAll("*")) {
      for (const attribute of element.attributes) if (attribute.value.includes(fresh)) attribute.value = attribute.value.replaceAll(fresh, object);
    }
  }

  function refill(form, body) {
    let changed = false;
    const told = new URLSearchParams(body);
    if (["step", "tp"].some((name) => (form.elements[name]?.value ?? "") !== (told.get(name) ?? ""))) return false;
    told.getAll("new").forEach((born) => adopt(form, born));
    for (const [name, value] of told) {
      const field = form.elements[name];
      if (!field || field.type === "hidden" || typeof field.value !== "string" || field.value === value) continue;
      field.value = value;
      changed = true;
    }
    return changed;
  }

  document.addEventListener("input", (event) => {
    const form = autosave(event.target);
    if (form) sessionStorage.setItem(slot(form), serialise(form));
  });
  document.addEventListener("submit", (event) => {
    const form = autosave(event.target);
    if (!form || event.defaultPrevented) return;
    // At once: the page may be gone before a timer fires, and the next one would send the text again and reload.
    sessionStorage.removeItem(slot(form));
    // The whole form is on its way; what waited to be saved by itself must not run after it.
    form.dataset.leaving = "";
  });

  document.addEventListener("htmx:config:request", (event) => {
    const form = autosave(event.target);
    if (form && "leaving" in form.dataset) event.preventDefault();
    else if (form) event.detail.ctx.sent = serialise(form);
  });
  document.addEventListener("htmx:before:request", (event) => {
    if (!autosave(event.target)) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => say("saving", "clock"), 400);
  });
  document.addEventListener("htmx:after:request", (event) => {
    const form = autosave(event.target);
    if (!form) return;
    clearTimeout(waiting);
    connected(true);
    const { response, sent } = event.detail.ctx;
    if (response.status >= 400) return say("");
    if (sessionStorage.getItem(slot(form)) === sent) sessionStorage.removeItem(slot(form));
    say("saved", "check", clock(new Date()));
  });
  document.addEventListener("htmx:error", (event) => {
    if (!autosave(event.target) || event.detail.ctx?.response) return;
    clearTimeout(waiting);
    say("failed", "bolt");
    connected(false);
  });
  addEventListener("offline", () => connected(false));
  addEventListener("online", () => { connected(true); resend(); });

  const firstFault = (within) => within?.querySelector?.('[aria-invalid="true"]')?.focus();
  function reveal() {
    for (const box of document.querySelectorAll(".map-scroll")) {
      const column = box.querySelector("thead .sel");
      if (!column || !box.clientWidth || box.dataset.shown === String(column.cellIndex)) continue;
      box.dataset.shown = column.cellIndex;
      const middle = column.offsetLeft + column.offsetWidth / 2;
      box.scrollLeft = middle - box.clientWidth / 2;
    }
  }
  /* The server writes its own hour; the visitor reads theirs. */
  function localise() {
    const { lang } = document.documentElement;
    // As the server writes days: 2 Nov 2026.
    const [locale, month] = lang === "en" ? ["en-GB", "short"] : [lang, "long"];
    const day = new Intl.DateTimeFormat(locale, { day: "numeric", month, year: "numeric" });
    document.querySelectorAll("time[data-clock]").forEach((time) => {
      const at = new Date(time.dateTime);
      time.textContent = time.dataset.clock ? [day.format(at), clock(at)].join(lang.startsWith("zh") ? " " : ", ") : clock(at);
    });
  }
  document.addEventListener("htmx:after:swap", (event) => {
    reveal();
    localise();
    if (event.detail.ctx?.response?.status === 422 && !autosave(event.target)) firstFault(document);
  });

  addEventListener("hashchange", reveal);
  addEventListener("pageshow", () => document.querySelectorAll("[data-leaving]").forEach((form) => delete form.dataset.leaving));

  firstFault(document);
  reveal();
  localise();
  recover();
})();
