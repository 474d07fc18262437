// Changes one page into another with as few changes as possible: equal nodes stay, and so do their images and the scroll
// position.

/**
 * Makes an element, its attributes and its content equal to `next`; may move nodes out of `next`.
 * @param {Element} present
 * @param {Element} next
 */
export function patch(present, next) {
  for (const { name } of [...present.attributes]) if (!next.hasAttribute(name)) present.removeAttribute(name)
  for (const { name, value } of next.attributes)
    if (present.getAttribute(name) !== value) present.setAttribute(name, value)
  const [oldNodes, newNodes] = [[...present.childNodes], [...next.childNodes]]
  /** @type {ChildNode | null} */
  let after = null
  /**
   * @param {(one: ChildNode, other: ChildNode) => boolean} matches
   * @param {(one: ChildNode, other: ChildNode) => void} update
   */
  const matchStart = (matches, update) => {
    while (oldNodes.length && newNodes.length && matches(oldNodes[0], newNodes[0]))
      update(/** @type {ChildNode} */ (oldNodes.shift()), /** @type {ChildNode} */ (newNodes.shift()))
  }
  /**
   * @param {(one: ChildNode, other: ChildNode) => boolean} matches
   * @param {(one: ChildNode, other: ChildNode) => void} update
   */
  const matchEnd = (matches, update) => {
    while (oldNodes.length && newNodes.length && matches(lastOf(oldNodes), lastOf(newNodes))) {
      after = lastOf(oldNodes)
      update(after, lastOf(newNodes))
      oldNodes.pop()
      newNodes.pop()
    }
  }
  matchStart(isEqual, () => {})
  matchEnd(isEqual, () => {})
  matchStart(isAlike, patchNode)
  matchEnd(isAlike, patchNode)
  for (const node of oldNodes) node.remove()
  for (const node of newNodes) present.insertBefore(node, after)
}

/** @param {ChildNode[]} nodes */
const lastOf = (nodes) => nodes[nodes.length - 1]

/**
 * @param {ChildNode} one
 * @param {ChildNode} other
 */
const isEqual = (one, other) => one.isEqualNode(other)

/**
 * Elements of one kind at the same place are patched in turn.
 * @param {ChildNode} one
 * @param {ChildNode} other
 */
const isAlike = (one, other) =>
  one.nodeType === Node.ELEMENT_NODE &&
  one.nodeName === other.nodeName &&
  /** @type {Element} */ (one).className === /** @type {Element} */ (other).className

/**
 * @param {ChildNode} one
 * @param {ChildNode} other
 */
const patchNode = (one, other) => patch(/** @type {Element} */ (one), /** @type {Element} */ (other))
