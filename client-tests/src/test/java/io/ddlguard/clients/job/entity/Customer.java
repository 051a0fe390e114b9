package io.ddlguard.clients.job.entity;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Index;
import jakarta.persistence.Table;

/** Found by name from now on. */
@Entity
@Table(name = "customers", indexes = @Index(name = "customers_name", columnList = "name"))
public class Customer {

    @Id
    private long id;

    @Column(nullable = false, columnDefinition = "text")
    private String name = "";
}
