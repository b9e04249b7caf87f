/* The wizard's message is counted while it is typed, and *Next* waits until all is filled in. The server does both too. */
(() => {
  "use strict";

  const NEAR = 50;
  const PAUSE = 1000;

  let pausing = 0;

  const say = (text) => {
    document.getElementById("live").textContent = text;
  };

  // In code points: what a browser calls the length counts half of an emoji.
  const lengthOf = (area) => [...area.value].length;

  const count = (area) => {
    const shown = document.getElementById(area.dataset.counts);
    const left = area.dataset.most - lengthOf(area);
    shown.textContent = `${lengthOf(area)}/${area.dataset.most}`;
    shown.classList.toggle("over", left < 0);
    shown.hidden = false;
    clearTimeout(pausing);
    if (left > NEAR) return;
    const words = left < 0 ? area.dataset.over : area.dataset.left;
    pausing = setTimeout(() => say(words.replace("{count}", Math.abs(left))), PAUSE);
  };

  const isRight = (field) =>
    field.value.trim() !== "" &&
    field.validity.valid &&
    field.getAttribute("aria-invalid") !== "true" &&
    !(field.dataset.most && lengthOf(field) > field.dataset.most);

  const judge = () => {
    const form = document.querySelector("form[data-whole]");
    if (!form) return;
    const isWhole = [...form.querySelectorAll("[required]")].every(isRight);
    for (const button of form.elements) {
      if (button.matches("button[value=next]")) button.disabled = !isWhole;
    }
  };

  // Whoever folds the information up has it so on the next screen too.
  const FOLDED = "wizard-folded";
  const panel = document.querySelector(".wizard-panel");
  if (panel) {
    panel.open = !sessionStorage.getItem(FOLDED);
    panel.addEventListener("toggle", () => {
      if (panel.open) sessionStorage.removeItem(FOLDED);
      else sessionStorage.setItem(FOLDED, "yes");
    });
  }

  const begin = () => {
    for (const area of document.querySelectorAll("[data-counts]")) count(area);
    judge();
  };

  begin();
  window.addEventListener("pageshow", begin);

  document.addEventListener("input", (event) => {
    const field = event.target;
    if (!field.closest("form[data-whole]")) return;
    field.removeAttribute("aria-invalid");
    if (field.dataset.counts) count(field);
    judge();
  });

  document.addEventListener("htmx:afterSettle", judge);

  // What was typed since it was asked about is not replaced by the answer.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { elt, parameters } = event.detail.requestConfig;
    if (elt.id === "tenant_name" && elt.value !== parameters.tenant_name) event.detail.shouldSwap = false;
  });

  // Whoever is ticked while a search is under way stays ticked: it is asked for anew.
  document.addEventListener("change", (event) => {
    const search = document.getElementById("q");
    if (search?.matches(".htmx-request") && event.target.closest("#people")) search.dispatchEvent(new Event("search"));
  });
})();
