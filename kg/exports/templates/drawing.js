// The picture itself: vis-network with the positions that came with the page, painted anew on each choice.
const DASHES = {fact: false, planned: [7, 5], possible: [2, 4], asked: [1, 6], negated: [7, 5]};
const canvas = byId('network');
const nodes = new vis.DataSet(data.network.nodes);
const edges = new vis.DataSet(data.network.edges.map((edge) => ({...edge, ...bend(edge.id)})));
const network = new vis.Network(canvas, {nodes, edges}, data.network.options);

// Edges between the same two nodes are bent apart.
function bend(number) {
  const edge = data.edges[number];
  const beside = edgesAt[edge.from].filter((other) => {
    const {from, to} = data.edges[other];
    return (from === edge.from && to === edge.to) || (from === edge.to && to === edge.from);
  });
  const place = beside.indexOf(number);
  if (edge.from === edge.to) return {selfReference: {size: 18 + 8 * place, angle: Math.PI / 4}};
  const middle = place - (beside.length - 1) / 2;
  if (middle === 0) return {smooth: {enabled: false}};
  const turned = edge.from > edge.to ? -middle : middle;
  return {smooth: {enabled: true, type: turned > 0 ? 'curvedCW' : 'curvedCCW', roundness: Math.min(0.9, 0.22 * Math.abs(turned) + 0.05)}};
}

// What is chosen and what it touches; everything else steps back. Null where nothing is chosen.
function lit() {
  if (chosen.node !== null) {
    const near = edgesAt[chosen.node].filter((number) => edgeShown(data.edges[number]));
    return {edges: new Set(near), nodes: new Set([chosen.node, ...near.flatMap((n) => [data.edges[n].from, data.edges[n].to])])};
  }
  if (chosen.edge !== null) {
    const {from, to} = data.edges[chosen.edge];
    return {edges: new Set([chosen.edge]), nodes: new Set([from, to])};
  }
  return null;
}

// Which labels can be read at this zoom without lying on one another, the most connected first, and at what size.
// Values (literals) are drawn only where they can be read: far out they would be empty boxes.
function legible(alive, light, scale) {
  Object.assign(places, network.getPositions()); // of what is not hidden, which the reader may have moved
  const taken = [];
  const sizes = new Map();
  const pen = legible.pen ??= document.createElement('canvas').getContext('2d');
  pen.font = '10px ' + getComputedStyle(document.body).fontFamily;
  const order = [...alive].sort((a, b) => (light ? light.nodes.has(b) - light.nodes.has(a) : 0) || weight[b] - weight[a] || a - b);
  let budget = Math.max(10, canvas.clientWidth * canvas.clientHeight / 9500);
  for (const id of order) {
    const {literal} = data.nodes[id];
    const base = data.network.nodes[id].font.size;
    const near = light?.nodes.has(id);
    if (literal && !near && base * scale < 8) continue;
    const size = literal && !near ? base : Math.max(base, (11 + Math.min(4, 0.7 * Math.sqrt(weight[id]))) / scale);
    const wide = pen.measureText(shortName(id)).width * size / 20 + 9 / scale;
    const high = size * 0.6 + 5 / scale;
    const {x, y} = places[id];
    const middle = literal ? y : y + radius(id, scale) + size * 0.75;
    const box = [x - wide, middle - high, x + wide, middle + high];
    const free = taken.every(([left, top, right, bottom]) => box[2] < left || box[0] > right || box[3] < top || box[1] > bottom);
    if (free && (near || budget-- > 0)) { taken.push(box); sizes.set(id, size); }
    else if (base * scale >= 10) sizes.set(id, base);
  }
  return sizes;
}

// The zoom that the picture has, or is on its way to: labels and lines are made for it.
let aim = 1;
const places = data.network.nodes.map(({x, y}) => ({x, y}));
const radius = (id, scale) => Math.max(data.network.nodes[id].size, (3 + 1.1 * Math.sqrt(weight[id])) * roominess() / scale);
const roominess = () => Math.min(1, Math.max(0.5, Math.sqrt(canvas.clientWidth * canvas.clientHeight) / 800));

function paint() {
  const light = lit();
  const scale = aim;
  const [paper, ink, soft, faint, accent, plain, value] = ['paper', 'ink', 'soft', 'line', 'accent', 'edge', 'value'].map(tone);
  const strokes = {fact: light ? accent : plain};
  for (const style of STYLES) strokes[style] ??= tone(style);
  const face = getComputedStyle(document.body).fontFamily;
  const alive = new Set(chosen.node === null ? [] : [chosen.node]);
  const shown = data.edges.map((edge, id) => edgeShown(edge) || id === chosen.edge);
  data.edges.forEach((edge, id) => shown[id] && alive.add(edge.from).add(edge.to));
  const sizes = legible(alive, light, scale);
  const drawn = (id) => alive.has(id) && (!data.nodes[id].literal || sizes.has(id));
  nodes.update(data.nodes.map((node, id) => {
    const on = !light || light.nodes.has(id);
    const fill = node.literal ? value : typeColour(node.type);
    const border = id === chosen.node ? ink : node.literal ? faint : paper;
    return {
      id, hidden: !drawn(id), label: sizes.has(id) ? shortName(id) : ' ', opacity: on ? 1 : 0.2, size: radius(id, scale),
      borderWidth: id === chosen.node ? 2.5 : 1, // vis-network takes this one as pixels of the screen
      color: {background: fill, border, highlight: {background: fill, border: ink}, hover: {background: fill, border: ink}},
      font: {face, size: sizes.get(id) ?? 10, color: on ? ink : faint, strokeWidth: node.literal ? 0 : 4 / Math.min(1, scale), strokeColor: paper},
      ...(node.literal ? {margin: 6 / Math.min(1, scale), shapeProperties: {borderRadius: 5}} : {}),
    };
  }));
  edges.update(data.edges.map((edge, id) => {
    const on = !light || light.edges.has(id);
    const colour = on ? strokes[edge.style] : faint;
    return {
      id, hidden: !shown[id] || !drawn(edge.from) || !drawn(edge.to), dashes: DASHES[edge.style] && DASHES[edge.style].map((length) => length / Math.min(1, scale)),
      width: (light && on ? 2 : 1.2) / Math.min(1, Math.max(scale, light && on ? 0.2 : 0.4)),
      color: {color: colour, highlight: colour, hover: colour},
      label: on ? (edge.style === 'negated' ? '✕ ' : '') + relationLabel(edge.relation) : ' ',
      font: {face, size: id === chosen.edge ? Math.max(11, 11 / scale) : 11, color: soft, strokeWidth: 4 / Math.min(1, scale), strokeColor: paper, align: 'horizontal', vadjust: 0},
      arrows: {to: {enabled: !data.relations[edge.relation].symmetric, scaleFactor: light && on ? 0.5 : 0.42}},
    };
  }));
  byId('empty').hidden = alive.size > 0;
  byId('empty').textContent = word(data.edges.length ? 'filtered' : 'empty');
}

const animation = () => (calm.matches ? false : {duration: 350, easingFunction: 'easeInOutCubic'});

// Sets nodes in the middle, as large as they fit between two zooms, with room for their labels.
function show(ids, {highest = 1.25, lowest = 0.05, animated = true} = {}) {
  if (!ids.length) { paint(); return; }
  Object.assign(places, network.getPositions());
  const [left, right] = [Math.min(...ids.map((id) => places[id].x)), Math.max(...ids.map((id) => places[id].x))];
  const [top, bottom] = [Math.min(...ids.map((id) => places[id].y)), Math.max(...ids.map((id) => places[id].y))];
  const {clientWidth: wide, clientHeight: high} = canvas;
  const fits = Math.min((wide - Math.min(130, wide / 5)) / (right - left || 1), (high - Math.min(100, high / 5)) / (bottom - top || 1));
  aim = Math.min(highest, Math.max(lowest, fits));
  paint();
  network.moveTo({position: {x: (left + right) / 2, y: (top + bottom) / 2 + 8 / aim}, scale: aim, animation: animated && animation()});
}

const showAll = (animated = true) => show([...new Set(data.edges.filter(edgeShown).flatMap((edge) => [edge.from, edge.to]))], {animated});
const showChosen = () => show([...lit().nodes], {highest: chosen.edge === null ? 1.1 : 1.4, lowest: 0.3});

function zoom(factor) {
  aim = Math.min(4, Math.max(0.05, network.getScale() * factor));
  paint();
  network.moveTo({scale: aim, animation: animation()});
}

function move(right, down) {
  const {x, y} = network.getViewPosition();
  const step = 80 / network.getScale();
  network.moveTo({position: {x: x + right * step, y: y + down * step}});
}

let waiting = 0;
network.on('zoom', () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => { aim = network.getScale(); paint(); }, 90);
});
