/** Reading a QR code with the camera: the browser's own reader, else the one that ships with the wallet. */

const PERIOD = 150; // milliseconds between two looks at the picture
const LARGEST = 1280; // pixels of the picture's longer side that are read
const LIBRARY = "./vendor/zxing-wasm/";

/** No camera, or the holder refused it: `name` is that of the browser's error. */
export class NoCamera extends Error {}

/** Show the camera in `video` until accept(text) is true of a code in it. Returns the text; null when `signal` aborts. Throws NoCamera. */
export async function scan(video, accept, signal) {
  const stream = await openCamera();
  try {
    video.srcObject = stream;
    await video.play();
    const look = await makeReader();
    while (!signal.aborted) {
      for (const text of await look(video)) if (accept(text)) return text;
      await new Promise((resume) => setTimeout(resume, PERIOD));
    }
    return null;
  } finally {
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  }
}

async function openCamera() {
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: "environment" } });
  } catch (error) {
    throw new NoCamera(error?.name ?? "NotFoundError");
  }
}

/** look(video): the texts of the QR codes in the picture. */
async function makeReader() {
  const formats = (await globalThis.BarcodeDetector?.getSupportedFormats?.()) ?? [];
  return formats.includes("qr_code") ? ownReader() : libraryReader();
}

function ownReader() {
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  return async (video) => (await detector.detect(video)).map(({ rawValue }) => rawValue);
}

async function libraryReader() {
  const { prepareZXingModule, readBarcodes } = await import(`${LIBRARY}reader/index.js`);
  const locateFile = (name) => new URL(`${LIBRARY}${name}`, import.meta.url).href; // never the network of others
  await prepareZXingModule({ overrides: { locateFile }, fireImmediately: true });
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  return async (video) => {
    const scale = Math.min(1, LARGEST / Math.max(video.videoWidth, video.videoHeight, 1));
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    if (canvas.width === 0 || canvas.height === 0) return [];
    pen.drawImage(video, 0, 0, canvas.width, canvas.height);
    const found = await readBarcodes(pen.getImageData(0, 0, canvas.width, canvas.height), { formats: ["QRCode"], maxNumberOfSymbols: 4 });
    return found.filter(({ isValid }) => isValid).map(({ text }) => text);
  };
}
