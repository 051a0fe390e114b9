package io.ddlguard.catalog;

import java.util.List;
import java.util.Locale;

/**
 * How large a table is.
 *
 * @param bytes of the table and its partitions, without indexes; -1 where its lock could not be had to measure it
 * @param rows PostgreSQL's own estimate; -1 where it never made one
 * @param empty whether it is certain that no row is in it
 */
public record Size(long bytes, double rows, boolean empty) {

    /** Of several tables together; what is known of some counts as much as that says. */
    public static Size sum(List<Size> sizes) {
        boolean measured = sizes.stream().allMatch(size -> size.bytes() >= 0);
        boolean estimated = sizes.stream().anyMatch(size -> size.rows() >= 0);
        return new Size(
                measured ? sizes.stream().mapToLong(Size::bytes).sum() : -1,
                estimated
                        ? sizes.stream()
                                .mapToDouble(size -> Math.max(size.rows(), 0))
                                .sum()
                        : -1,
                sizes.stream().allMatch(Size::empty));
    }

    /** As in {@code about 2,000,000 rows, 245 MB}. */
    @Override
    public String toString() {
        if (empty) {
            return "no rows";
        }
        String inRows = rows < 0 ? "never analyzed" : String.format(Locale.ROOT, "about %,.0f rows", rows);
        return bytes < 0 ? inRows + ", size unknown" : inRows + ", " + readableBytes(bytes);
    }

    static String readableBytes(long bytes) {
        if (bytes < 10 * 1024) {
            return bytes + " bytes";
        }
        double value = bytes;
        String[] units = {"kB", "MB", "GB", "TB"};
        int unit = -1;
        while (unit < units.length - 1 && (unit < 0 || value >= 10 * 1024)) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, "%.0f %s", value, units[unit]);
    }
}
