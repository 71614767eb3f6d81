// The pages before and beside the desk: light or dark as the desk was, and a button that is not pressed twice.
"use strict";

if (document.body.classList.contains("door")) {
  const chosen = localStorage.getItem("assist-dark");
  const dark = chosen === null ? matchMedia("(prefers-color-scheme: dark)").matches : chosen === "1";
  document.body.classList.toggle("dark", dark);
  document.documentElement.style.colorScheme = dark ? "dark" : "light";
  for (const form of document.querySelectorAll("form")) {
    form.addEventListener("submit", () => {
      const button = form.querySelector("button[type=submit]");
      setTimeout(() => { button.disabled = true; }, 0);  // after the form was sent with it
    });
  }
  // Back from the browser's memory: the button can be pressed again.
  addEventListener("pageshow", () => document.querySelectorAll("button:disabled").forEach((one) => { one.disabled = false; }));
}
