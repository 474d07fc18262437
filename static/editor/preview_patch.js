// One page made into another with as little change as there is: what is the same stays, its pictures and its place too.

/** Makes an element, its attributes and what it holds the same as `wanted`, whose nodes it may take. */
export function patch(present, wanted) {
  for (const { name } of [...present.attributes]) if (!wanted.hasAttribute(name)) present.removeAttribute(name)
  for (const { name, value } of wanted.attributes)
    if (present.getAttribute(name) !== value) present.setAttribute(name, value)
  const [olds, news] = [[...present.childNodes], [...wanted.childNodes]]
  let after = null
  const isEqual = (one, other) => one.isEqualNode(other)
  const leaveHead = (is, run) => {
    while (olds.length && news.length && is(olds[0], news[0])) run(olds.shift(), news.shift())
  }
  const leaveTail = (is, run) => {
    while (olds.length && news.length && is(olds.at(-1), news.at(-1))) run((after = olds.pop()), news.pop())
  }
  leaveHead(isEqual, () => {})
  leaveTail(isEqual, () => {})
  leaveHead(isAlike, patch)
  leaveTail(isAlike, patch)
  for (const node of olds) node.remove()
  for (const node of news) present.insertBefore(node, after)
}

/** What stands at the same place and is of the same kind is gone into. */
const isAlike = (one, other) =>
  one.nodeType === Node.ELEMENT_NODE && one.nodeName === other.nodeName && one.className === other.className
