// The navigation as it was left on this device: folded or not, with which sections open. Runs before the page is
// shown, so that nothing moves.
{
  const FOLDED = "desk-folded"
  const CLOSED = "desk-closed-sections"
  const root = document.documentElement
  if (localStorage.getItem(FOLDED)) root.dataset.deskFolded = ""

  document.addEventListener("DOMContentLoaded", () => {
    const closed = new Set(JSON.parse(localStorage.getItem(CLOSED) ?? "[]"))
    for (const section of document.querySelectorAll("details[data-section]")) {
      const details = /** @type {HTMLDetailsElement} */ (section)
      const name = details.dataset.section ?? ""
      const isCurrent = details.querySelector("[aria-current]")
      details.open = Boolean(isCurrent) || !closed.has(name)
      details.addEventListener("toggle", () => {
        if (details.open) closed.delete(name)
        else closed.add(name)
        localStorage.setItem(CLOSED, JSON.stringify([...closed]))
      })
    }
    const navigation = document.querySelector(".desk-navigation")
    scrollToCurrent(navigation)
    navigation?.addEventListener("toggle", () => scrollToCurrent(navigation)) // As a menu.
    const button = document.querySelector("[data-fold-navigation]")
    button?.setAttribute("aria-pressed", String("deskFolded" in root.dataset))
    button?.addEventListener("click", () => {
      const isFolded = root.toggleAttribute("data-desk-folded")
      button.setAttribute("aria-pressed", String(isFolded))
      if (isFolded) localStorage.setItem(FOLDED, "1")
      else localStorage.removeItem(FOLDED)
    })
  })

  /**
   * Scrolls the navigation, and nothing else, if the current entry is below its lower edge.
   * @param {Element | null} navigation
   */
  function scrollToCurrent(navigation) {
    const bottom = navigation?.querySelector("li [aria-current]")?.getBoundingClientRect().bottom ?? 0
    const below = bottom - (navigation?.getBoundingClientRect().bottom ?? 0)
    if (navigation && below > 0) navigation.scrollTop += below + navigation.clientHeight / 2
  }
}
