// Puts into a page that is the same for all what concerns this reader alone: who is signed in, a link to
// edit the post, comments that wait. Asks the site only where the cookie says that there is something.

const PLACES = {
  account: (part) => document.querySelector("#account-link")?.replaceWith(...part.children),
  edit: (part) => document.body.append(part),
  pending: (part) => document.querySelector("#comments .write, #comments .closed")?.before(part),
}

if (/(?:^|; )visitor=/.test(document.cookie)) show().catch(() => {}) // Without a network the page stays as it is.

async function show() {
  const answer = await fetch(`/comments/visitor/?at=${encodeURIComponent(location.pathname)}`)
  if (answer.status === 204) document.cookie = "visitor=; path=/; max-age=0"
  if (answer.status !== 200) return
  const page = new DOMParser().parseFromString(await answer.text(), "text/html")
  for (const part of page.querySelectorAll("[data-place]")) PLACES[part.dataset.place]?.(document.adoptNode(part))
}
