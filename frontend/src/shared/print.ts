/* A list that was asked for on paper opens the dialog once its page stands. */
if (document.querySelector("[data-prints]")) {
  addEventListener("load", () => window.print(), { once: true });
}
