document.querySelector("button").addEventListener("click", () => {
  evsrv.track("clicked", { button: "buy" });
});
