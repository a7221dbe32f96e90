// Find the text of a QR code in a picture or before the camera, by the browser itself or by a library.
import { decodeQR } from "../qr/decode.js";

const SIDES = [1200, 2400, 700], PAUSE = 150;

async function byBrowser(source) {
  try {
    const found = await new BarcodeDetector({ formats: ["qr_code"] }).detect(source);
    return found[0]?.rawValue || null;
  } catch {
    return null;
  }
}

function byLibrary(source, width, height, side) {
  const scale = Math.min(1, side / Math.max(width, height)), canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const drawing = canvas.getContext("2d", { willReadFrequently: true });
  // What is transparent becomes white.
  drawing.fillStyle = "#fff";
  drawing.fillRect(0, 0, canvas.width, canvas.height);
  drawing.drawImage(source, 0, 0, canvas.width, canvas.height);
  try {
    return decodeQR(drawing.getImageData(0, 0, canvas.width, canvas.height));
  } catch {
    return null;
  }
}

export async function codeIn(file) {
  const picture = await createImageBitmap(file);
  try {
    for (const side of SIDES) {
      const found = (await byBrowser(picture)) ?? byLibrary(picture, picture.width, picture.height, side);
      if (found) return found;
    }
    return null;
  } finally {
    picture.close();
  }
}

// Look through the camera until a code is found or `stop` is aborted.
export async function codeBefore(video, stop) {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
  try {
    video.srcObject = stream;
    await video.play();
    while (!stop.aborted) {
      const { videoWidth: width, videoHeight: height } = video;
      const found = width ? (await byBrowser(video)) ?? byLibrary(video, width, height, SIDES[0]) : null;
      if (found) return found;
      await new Promise((done) => { setTimeout(done, PAUSE); });
    }
    return null;
  } finally {
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  }
}
