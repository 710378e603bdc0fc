// Photos: made small before they leave the phone, and drawn on a canvas, which the page's strict rules allow.

const LONGEST_SIDE = 1600;
const LARGEST_BYTES = 1.5 * 1024 * 1024;
const QUALITIES = [0.85, 0.7, 0.5, 0.3];

// The file as the server takes it: {type, data in base64}. Throws when the phone cannot read it or make it small.
export async function shrunk(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const canvas = drawn(picture, Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height)));
  for (const quality of QUALITIES) {
    const blob = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", quality); });
    if (blob && blob.size <= LARGEST_BYTES) return { type: blob.type, data: await base64(blob) };
  }
  throw new Error("too large");
}

// A canvas that shows a photo that came with a reply, once it is decoded.
export function photoOf({ type, data }) {
  const canvas = document.createElement("canvas");
  canvas.className = "photo";
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", "照片");
  const bytes = Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0));
  createImageBitmap(new Blob([bytes], { type })).then(
    (picture) => draw(picture, canvas, 1),
    () => canvas.replaceWith("（照片打不开）"),
  );
  return canvas;
}

function drawn(picture, scale) {
  const canvas = document.createElement("canvas");
  draw(picture, canvas, scale);
  return canvas;
}

function draw(picture, canvas, scale) {
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
}

function base64(blob) {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = failed;
    reader.readAsDataURL(blob);
  });
}
