/**
 * Sizes of photos without decoding them, and which photo belongs to which labels.
 *
 * <p>Start reading at {@link PhotoSizes}. JPEG, PNG, AVIF and HEIC headers are read here; WebP, TIFF, BMP and GIF by
 * metadata-extractor.
 */
package dev.duet.io.image;
