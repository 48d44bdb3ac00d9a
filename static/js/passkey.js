/* Passkeys: the form asks the browser first and sends its answer. data-passkey says how: create a key, get one for
   the question on the page, or fetch the question. What fails, or is called off, is said beside the button. */
document.querySelectorAll("form[data-passkey]").forEach((form) => {
  const failed = form.querySelector("[data-failed]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    failed.hidden = true;
    try {
      const ask = form.dataset.passkey;
      const options = ask === "fetch"
        ? (await (await fetch(form.action, { headers: { Accept: "application/json" } })).json()).request_options.publicKey
        : JSON.parse(form.querySelector("script[type='application/json']").textContent).publicKey;
      if (ask === "create") Object.assign(options.authenticatorSelection, { residentKey: "required", requireResidentKey: true, userVerification: "required" });
      const credential = ask === "create"
        ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
        : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
      form.elements.credential.value = JSON.stringify(credential);
      form.submit();
    } catch {
      failed.hidden = false;
    }
  });
});
