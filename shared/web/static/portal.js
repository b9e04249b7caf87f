/* What htmx leaves to do: dialogs, menus, the focus, and saying what changed. Without it the portal works as pages. */
(() => {
  "use strict";

  const container = () => document.getElementById("dialog");

  let opener = null;

  const openDialog = () => {
    const dialog = container()?.querySelector("dialog");
    if (!dialog || dialog.open) return;
    dialog.addEventListener("close", () => {
      container().replaceChildren();
      opener?.focus();
      opener = null;
    });
    // The page beneath has a title of that id too, and a dialog is named by its own.
    const title = dialog.querySelector("#title");
    if (title) {
      title.id = "dialog_title";
      dialog.setAttribute("aria-labelledby", title.id);
    }
    dialog.showModal();
    (dialog.querySelector("[autofocus], [data-focus], .faulty input") || dialog.querySelector("input:not([type=hidden]), select, textarea, button[type=submit]"))?.focus();
  };

  const say = (text) => {
    const live = document.getElementById("live");
    if (live) live.textContent = text;
  };

  document.addEventListener("htmx:beforeRequest", (event) => {
    const link = event.detail.elt;
    if (event.detail.target === container() && !container().contains(link)) opener = link;
  });

  // Part of a page that can't be had just now: the link that stands in its place stays.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status >= 400 && event.detail.elt.matches("[data-keep]")) event.detail.shouldSwap = false;
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    openDialog();
    // What was replaced as a whole is no longer in the page: what came in its place has got the event.
    const said = [event.target, event.detail.target]
      .map((it) => it?.closest?.("[data-announce]") || it?.querySelector?.("[data-announce]"))
      .find(Boolean);
    if (said) say(said.dataset.announce);
  });

  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
    const closing = event.target.closest?.("[data-close]");
    const dialog = closing?.closest("dialog");
    if (dialog) {
      event.preventDefault();
      dialog.close();
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = event.target.closest?.("details.menu[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
})();
