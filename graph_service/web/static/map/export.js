// Saves the picture as it is drawn: SVG with its style sheet inside, or PNG at twice the size. Nothing leaves the machine.

const MARGIN = 24;

async function standalone(picture) {
  const copy = picture.svg.cloneNode(true);
  const area = picture.root.getBBox();
  const [width, height] = [Math.ceil(area.width) + 2 * MARGIN, Math.ceil(area.height) + 2 * MARGIN];
  copy.querySelector(".root").removeAttribute("transform");
  copy.setAttribute("viewBox", `${area.x - MARGIN} ${area.y - MARGIN} ${width} ${height}`);
  copy.setAttribute("width", width);
  copy.setAttribute("height", height);
  copy.setAttribute("class", "picture");
  const style = document.createElementNS(copy.namespaceURI, "style");
  style.textContent = await (await fetch("/static/map.css")).text();
  copy.prepend(style);
  return { width, height, source: new XMLSerializer().serializeToString(copy) };
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

export async function saveSvg(picture, name) {
  const { source } = await standalone(picture);
  save(new Blob([source], { type: "image/svg+xml" }), `${name}.svg`);
}

export async function savePng(picture, name) {
  const { source, width, height } = await standalone(picture);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(source)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [2 * width, 2 * height];
  const context = canvas.getContext("2d");
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((blob) => save(blob, `${name}.png`), "image/png");
}
