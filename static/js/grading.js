/* Keys press what a mouse would: whatever carries data-key ("j", "1", "ArrowLeft", "?", "ctrl+enter", "alt+1").
   Single keys rest inside text fields and while the switch [data-shortcuts] is off. */
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
  const control = event.ctrlKey || event.metaKey;
  let key = event.key;
  if (control && key === "Enter") key = "ctrl+enter";
  else if (event.altKey && !control && /^Digit[1-9]$/.test(event.code)) key = `alt+${event.code.slice(5)}`;
  else if (control || event.altKey) return;
  else {
    const field = event.target.closest("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])");
    const off = document.querySelector("[data-shortcuts]")?.checked === false;
    if (field || off || (key.startsWith("Arrow") && event.target.matches(".map-scroll"))) return;
    if (/^[a-z0-9]$/i.test(key)) key = key.toLowerCase();
    else if (key !== "?" && /^(Key[A-Z]|Digit[1-9])$/.test(event.code)) key = event.code.at(-1).toLowerCase();
  }
  const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!target) return;
  event.preventDefault();
  if (target.matches("textarea, input:not([type=radio], [type=checkbox])")) target.focus();
  else target.click();
  if (target.matches("input[type=radio]")) target.focus();
});
